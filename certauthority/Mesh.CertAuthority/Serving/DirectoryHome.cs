using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Homes;
using Mesh.CertAuthority.State;
using Mesh.CertAuthority.Tokens;

namespace Mesh.CertAuthority.Serving;

/// <summary>Outside Kubernetes: state in a directory, callers known by join tokens.</summary>
internal sealed class DirectoryHome(AuthorityState state, CertAuthorityOptions options, TimeProvider time) : IAuthorityHome
{
    public RootSlots Roots => state.Roots;

    public IntermediateSlot Intermediate => state.Intermediate;

    public IBearerVerifier Bearers { get; } = new JoinTokenBearers(new JoinTokenVerifier(state.TokenKey, options.TrustDomain, time));

    public JoinTokenIssuer? JoinTokens { get; } = new JoinTokenIssuer(state.TokenKey, state.Roots.CurrentFingerprint, time);

    public UsedTokens? UsedTokens => state.UsedTokens;

    public Task RunAsync(CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => state.Dispose();
}
