using Mesh.Identity.Trust;

namespace Mesh.Identity.Tests.Trust;

public sealed class PeerVerifierTests : IDisposable
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("td");
    private static readonly SpiffeId Web = SpiffeId.Parse("spiffe://td/ns/shop/sa/web");
    private static readonly SpiffeId Other = SpiffeId.Parse("spiffe://td/ns/shop/sa/other");

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Decisions()
    {
        var web = _authority.Issue(TestAuthority.SubjectAltName(Web.ToString()));

        Assert.Equal(PeerVerdict.Accepted, PeerVerifier.Decide(web, Domain).Verdict);
        Assert.Equal(PeerVerdict.Accepted, PeerVerifier.Decide(web, Domain, new HashSet<SpiffeId> { Other, Web }).Verdict);
        Assert.Equal(PeerVerdict.NotAccepted, PeerVerifier.Decide(web, Domain, new HashSet<SpiffeId> { Other }).Verdict);
        Assert.Equal(PeerVerdict.NotAccepted, PeerVerifier.Decide(web, Domain, new HashSet<SpiffeId>()).Verdict);
        Assert.Equal(PeerVerdict.OtherTrustDomain, PeerVerifier.Decide(web, TrustDomain.Parse("te"), new HashSet<SpiffeId> { Web }).Verdict);
        Assert.Equal(PeerVerdict.NoCertificate, PeerVerifier.Decide([], Domain).Verdict);
        Assert.Equal(
            new PeerDecision(PeerVerdict.NoIdentity, null, CertificateIdentityError.NoSubjectAltName),
            PeerVerifier.Decide(_authority.Issue(), Domain));
    }

    [Fact]
    public void Every_decision_has_words()
    {
        foreach (var verdict in Enum.GetValues<PeerVerdict>())
            Assert.NotEmpty(new PeerDecision(verdict, Web).Describe());
        foreach (var error in Enum.GetValues<CertificateIdentityError>())
            Assert.NotEmpty(error.Describe());
    }
}
