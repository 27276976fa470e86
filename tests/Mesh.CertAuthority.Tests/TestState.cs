using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.Serving;
using Mesh.CertAuthority.Tokens;
using Mesh.Identity;
using Mesh.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.CertAuthority.Tests;

/// <summary>A state directory and a clock that stands still; opened and reopened by the test.</summary>
internal sealed class TestState : IDisposable
{
    public static readonly TrustDomain Domain = TrustDomain.Parse("td");
    public static readonly SpiffeId Web = SpiffeId.Parse("spiffe://td/ns/shop/sa/web");

    private readonly TemporaryDirectory _directory = new();
    private AuthorityState? _open;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public string Path => _directory["state"];

    public CertAuthorityOptions Options => new()
    {
        StateDirectory = Path, TrustDomain = Domain, AdminSocket = System.IO.Path.Combine(Path, "admin.sock"),
        Listen = new(System.Net.IPAddress.Loopback, 0), MetricsListen = new(System.Net.IPAddress.Loopback, 0),
    };

    /// <summary>What is open now; opened on first use.</summary>
    public AuthorityState Current => _open ??= AuthorityState.Open(Options, Time);

    public LeafIssuer Leaves => new(Current.Intermediate, TimeSpan.FromHours(24), Time);

    public JoinTokenIssuer Tokens => new(Current.TokenKey, Current.Roots.CurrentFingerprint, Time);

    public JoinTokenVerifier Verifier => new(Current.TokenKey, Domain, Time);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>As if the process had ended.</summary>
    public void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <summary>As if the process had ended and started again.</summary>
    public AuthorityState Reopen()
    {
        Close();
        return Current;
    }

    public AuthorityState Reopen(TrustDomain domain)
    {
        Close();
        return _open = AuthorityState.Open(Options with { TrustDomain = domain }, Time);
    }

    public void Dispose()
    {
        Close();
        _directory.Dispose();
    }
}
