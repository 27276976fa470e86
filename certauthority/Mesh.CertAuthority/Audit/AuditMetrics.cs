using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Requests;
using Mesh.CertAuthority.State;
using Prometheus;

namespace Mesh.CertAuthority.Audit;

/// <summary>The authority's metrics.</summary>
internal sealed class AuditMetrics
{
    private readonly Counter _issued;
    private readonly Counter _refused;
    private readonly Counter _tokens;

    /// <summary>Creates the metrics; ends of validity are read when they are asked for.</summary>
    public AuditMetrics(CollectorRegistry registry, RootSlots roots, IntermediateSlot intermediate)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        _issued = factory.CreateCounter("mesh_ca_issued_total", "Workload certificates issued.", "credential");
        _refused = factory.CreateCounter("mesh_ca_refused_total", "Requests refused.", "reason");
        _tokens = factory.CreateCounter("mesh_ca_join_tokens_issued_total", "Join tokens issued.");
        var root = factory.CreateGauge("mesh_ca_root_expiry_timestamp_seconds", "End of a root certificate's validity, in seconds since 1970.", "slot");
        var issuer = factory.CreateGauge("mesh_ca_intermediate_expiry_timestamp_seconds", "End of the intermediate certificate's validity, in seconds since 1970.");
        PublishZeroes();
        registry.AddBeforeCollectCallback(() =>
        {
            root.WithLabels("current").Set(roots.Current.NotAfter.ToUnixTimeSeconds());
            if (roots.Next is { } next)
                root.WithLabels("next").Set(next.NotAfter.ToUnixTimeSeconds());
            issuer.Set(intermediate.Current.NotAfter.ToUnixTimeSeconds());
        });
    }

    /// <summary>The metric's label.</summary>
    public static string LabelOf(Credential credential) => credential switch
    {
        Credential.JoinToken => "token",
        Credential.ServiceAccount => "service_account",
        Credential.Certificate => "certificate",
        _ => throw new InvalidOperationException($"Unknown credential {credential}."),
    };

    public void Issued(string credential) => _issued.WithLabels(credential).Inc();

    public void Refused(string reason) => _refused.WithLabels(reason).Inc();

    public void TokenIssued() => _tokens.Inc();

    // So that rates can be computed from the first event on.
    private void PublishZeroes()
    {
        foreach (var credential in Enum.GetValues<Credential>())
            _issued.WithLabels(LabelOf(credential)).Publish();
        foreach (var reason in Enum.GetValues<RefusalReason>())
            _refused.WithLabels(new Refusal(reason, "").Label).Publish();
    }
}
