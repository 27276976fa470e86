using System.Security.Cryptography;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.State;
using Mesh.Hosting.Tls;
using Mesh.Identity.Rotation;

namespace Mesh.CertAuthority.Serving;

/// <summary>Keeps the intermediate and the authority's own certificate fresh while the service runs.</summary>
internal sealed partial class Renewal
{
    private readonly IntermediateSlot _intermediate;
    private readonly OwnCertificate _own;
    private readonly RotationSchedule _schedule;
    private readonly TimeProvider _time;
    private readonly ILogger<Renewal> _log;
    private DateTimeOffset _notAfter;

    /// <summary>Issues the first certificate.</summary>
    public Renewal(IntermediateSlot intermediate, OwnCertificate own, RotationSchedule schedule, TimeProvider time, ILogger<Renewal> log)
    {
        _intermediate = intermediate;
        _own = own;
        _schedule = schedule;
        _time = time;
        _log = log;
        (var context, _notAfter) = own.Issue();
        Certificate = new ServerCertificate(context);
    }

    /// <summary>What the identity service shows.</summary>
    public ServerCertificate Certificate { get; }

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            var due = Due(failures);
            var pause = due - _time.GetUtcNow();
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _time, cancellation).ConfigureAwait(false);
            failures = TryRenew() ? 0 : failures + 1;
        }
    }

    private DateTimeOffset Due(int failures)
    {
        var now = _time.GetUtcNow();
        if (failures > 0)
            return _schedule.RetryAt(failures, now, _notAfter);
        var own = _schedule.RenewAt(now, _notAfter);
        return own < _intermediate.RenewAt ? own : _intermediate.RenewAt;
    }

    private bool TryRenew()
    {
        try
        {
            if (_intermediate.RenewIfDue(_time.GetUtcNow()))
                IntermediateRenewed(_log, _intermediate.Current.NotAfter);
            (var context, _notAfter) = _own.Issue();
            Certificate.Replace(context);
            Renewed(_log, _notAfter);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or AuthorityEndedException)
        {
            Failed(_log, _notAfter, e);
            return false;
        }
    }

    [LoggerMessage(11, LogLevel.Information, "issued a new intermediate certificate, valid until {NotAfter:O}")]
    private static partial void IntermediateRenewed(ILogger log, DateTimeOffset notAfter);

    [LoggerMessage(12, LogLevel.Debug, "renewed the certificate of the identity service, valid until {NotAfter:O}")]
    private static partial void Renewed(ILogger log, DateTimeOffset notAfter);

    [LoggerMessage(13, LogLevel.Error, "renewing failed and will be tried again; the current certificate is valid until {NotAfter:O}")]
    private static partial void Failed(ILogger log, DateTimeOffset notAfter, Exception e);
}
