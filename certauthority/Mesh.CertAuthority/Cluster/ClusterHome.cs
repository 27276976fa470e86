using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Homes;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.State;
using Mesh.CertAuthority.Tokens;
using Mesh.Hosting.Kubernetes;
using Mesh.Identity;

namespace Mesh.CertAuthority.Cluster;

/// <summary>
/// In Kubernetes: the root in a Secret, callers known by their service accounts' tokens, the roots given to every namespace. The
/// intermediate lives as long as the process: replicas and restarts have their own, of the same root.
/// </summary>
internal sealed class ClusterHome : IAuthorityHome
{
    private readonly k8s.Kubernetes _client;
    private readonly RootConfigMaps _configMaps;

    private ClusterHome(k8s.Kubernetes client, IStateStore state, TrustDomain trustDomain, TimeProvider time, Random random, ILoggerFactory logs)
    {
        var issuer = new AuthorityIssuer(trustDomain, time);
        _client = client;
        Roots = RootSlots.Open(state, trustDomain, issuer.CreateRoot, time.GetUtcNow());
        Intermediate = IntermediateSlot.Open(state, Roots, () => issuer.CreateIntermediate(Roots.Current), time);
        Bearers = new TokenReviews(client, trustDomain, time);
        _configMaps = new RootConfigMaps(client, new ApiCalls(client), Roots.Bundle, random, time, logs.CreateLogger<RootConfigMaps>());
    }

    public RootSlots Roots { get; }

    public IntermediateSlot Intermediate { get; }

    public IBearerVerifier Bearers { get; }

    public JoinTokenIssuer? JoinTokens => null;

    public UsedTokens? UsedTokens => null;

    /// <summary>Reads the root from its Secret, or makes both.</summary>
    /// <param name="client">The API server; disposed with the home.</param>
    /// <param name="trustDomain">The trust domain.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance, for waits.</param>
    /// <param name="logs">The service's log.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="Hosting.Programs.StartupException">The API server does not answer or refuses, or the Secret is damaged.</exception>
    public static async Task<ClusterHome> OpenAsync(
        k8s.Kubernetes client, TrustDomain trustDomain, TimeProvider time, Random random, ILoggerFactory logs, CancellationToken cancellation)
    {
        try
        {
            var state = await new RootSecret(client, trustDomain, time).OpenAsync(cancellation).ConfigureAwait(false);
            return new ClusterHome(client, state, trustDomain, time, random, logs);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public Task RunAsync(CancellationToken cancellation) => _configMaps.RunAsync(cancellation);

    public void Dispose()
    {
        Intermediate.Dispose();
        Roots.Dispose();
        _client.Dispose();
    }
}
