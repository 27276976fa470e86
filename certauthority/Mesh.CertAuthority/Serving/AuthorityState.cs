using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.State;
using Mesh.CertAuthority.Tokens;

namespace Mesh.CertAuthority.Serving;

/// <summary>Everything that the state directory holds, opened and checked.</summary>
internal sealed class AuthorityState : IDisposable
{
    private readonly StateDirectory _directory;

    private AuthorityState(StateDirectory directory, CertAuthorityOptions options, TimeProvider time)
    {
        var issuer = new AuthorityIssuer(options.TrustDomain, time);
        _directory = directory;
        Roots = RootSlots.Open(directory, options.TrustDomain, issuer.CreateRoot, time.GetUtcNow());
        Intermediate = IntermediateSlot.Open(directory, Roots, () => issuer.CreateIntermediate(Roots.Current), time);
        TokenKey = TokenKey.Open(directory);
        UsedTokens = UsedTokens.Open(directory, time);
    }

    public RootSlots Roots { get; }

    public IntermediateSlot Intermediate { get; }

    public TokenKey TokenKey { get; }

    public UsedTokens UsedTokens { get; }

    /// <summary>Opens the directory that the options name; makes on first use what is missing.</summary>
    /// <exception cref="Hosting.Programs.StartupException">Others have access to it, another process uses it, or it is damaged.</exception>
    public static AuthorityState Open(CertAuthorityOptions options, TimeProvider time)
    {
        var directory = StateDirectory.Open(options.StateDirectory ?? throw new ArgumentException("there is no state directory", nameof(options)));
        try
        {
            return new AuthorityState(directory, options, time);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        UsedTokens.Dispose();
        TokenKey.Dispose();
        Intermediate.Dispose();
        Roots.Dispose();
        _directory.Dispose();
    }
}
