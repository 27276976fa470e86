using System.Security.Cryptography.X509Certificates;
using Mesh.Identity.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Identity.Tests.Trust;

public sealed class ChainVerifierTests : IDisposable
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private static readonly SpiffeId Web = SpiffeId.Parse("spiffe://td/ns/shop/sa/web");

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();
    private readonly FakeTimeProvider _time = new(TestAuthority.Start);

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void A_chain_holds_within_its_time_and_role_only()
    {
        using var leaf = Leaf(_authority, ClientAuth);
        var verifier = new ChainVerifier(_authority.Bundle, _time);

        Assert.Null(verifier.Verify(leaf, [], PeerRole.Client));
        Assert.Contains("NotValidForUsage", verifier.Verify(leaf, [], PeerRole.Server), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.Contains("NotTimeValid", verifier.Verify(leaf, [], PeerRole.Client), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stranger_with_the_same_issuer_name_is_refused()
    {
        using var leaf = Leaf(_stranger, ClientAuth);
        using var root = X509CertificateLoader.LoadCertificate(_stranger.Root.Span);

        Assert.NotNull(new ChainVerifier(_authority.Bundle, _time).Verify(leaf, [root], PeerRole.Client));
    }

    [Fact]
    public void Validation_needs_chain_and_identity()
    {
        using var leaf = Leaf(_authority, ServerAuth);
        var verifier = new ChainVerifier(_authority.Bundle, _time);
        string? refusal = null;
        var accepts = TlsPeerValidation.ForServer(() => verifier, Web, reason => refusal = reason);
        var expectsOther = TlsPeerValidation.ForServer(() => verifier, SpiffeId.Parse("spiffe://td/ns/shop/sa/other"), reason => refusal = reason);

        Assert.True(accepts(this, leaf, null, default));
        Assert.False(expectsOther(this, leaf, null, default));
        Assert.Contains("spiffe://td/ns/shop/sa/web is not an identity that is accepted", refusal, StringComparison.Ordinal);
        Assert.False(accepts(this, null, null, default));
        Assert.Equal("the peer sent no certificate", refusal);
        using var strange = Leaf(_stranger, ServerAuth);
        Assert.False(accepts(this, strange, null, default));
        Assert.Contains("does not verify against trust bundle", refusal, StringComparison.Ordinal);
        Assert.Null(TlsPeerValidation.Validate(verifier, leaf, [], PeerRole.Server, null, out var id));
        Assert.Equal(Web, id);
    }

    private static X509Certificate2 Leaf(TestAuthority authority, string purpose) =>
        X509CertificateLoader.LoadCertificate(authority.Issue(TestAuthority.SubjectAltName(Web.ToString()), TestAuthority.Purpose(purpose)));
}
