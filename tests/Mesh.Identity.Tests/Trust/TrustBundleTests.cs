using Mesh.Identity.Trust;

namespace Mesh.Identity.Tests.Trust;

public sealed class TrustBundleTests : IDisposable
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("td");

    private readonly TestAuthority _a = new("a");
    private readonly TestAuthority _b = new("b");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public void The_version_depends_on_content_alone()
    {
        var version = TrustBundle.Create(Domain, [_a.Root, _b.Root]).Version;

        Assert.Equal(version, TrustBundle.Create(Domain, [_b.Root, _a.Root, _b.Root]).Version);
        Assert.NotEqual(version, TrustBundle.Create(Domain, [_a.Root]).Version);
        Assert.NotEqual(version, TrustBundle.Create(TrustDomain.Parse("te"), [_a.Root, _b.Root]).Version);
        Assert.Matches("^[0-9a-f]{32}$", version);
    }

    [Fact]
    public void Pem_reads_back_the_same()
    {
        var bundle = TrustBundle.Create(Domain, [_a.Root, _b.Root]);

        var read = TrustBundle.FromPem(Domain, "# roots\n" + bundle.ToPem());

        Assert.Equal(bundle.Version, read.Version);
        Assert.Equal(2, read.Roots.Length);
    }

    [Fact]
    public void Pinning_drops_every_root_that_was_not_named()
    {
        var bundle = TrustBundle.Create(Domain, [_a.Root, _b.Root]);

        var pinned = bundle.PinnedTo(RootFingerprint.Of(_b.Root.Span));

        Assert.True(Assert.Single(pinned!.Roots).Span.SequenceEqual(_b.Root.Span));
        Assert.Null(TrustBundle.Create(Domain, [_a.Root]).PinnedTo(RootFingerprint.Of(_b.Root.Span)));
    }

    [Fact]
    public void What_is_no_root_is_refused()
    {
        var leaf = _a.Issue(TestAuthority.SubjectAltName("spiffe://td/ns/a/sa/b"));
        var trailing = (byte[])[.. _a.Root.Span, 0];

        Assert.Throws<FormatException>(() => TrustBundle.Create(Domain, []));
        Assert.Throws<FormatException>(() => TrustBundle.Create(Domain, [new byte[] { 1 }]));
        Assert.Throws<FormatException>(() => TrustBundle.Create(Domain, [new byte[TrustBundle.MaxRootBytes + 1]]));
        Assert.Throws<FormatException>(() => TrustBundle.Create(Domain, [leaf]));
        Assert.Throws<FormatException>(() => TrustBundle.Create(Domain, [trailing]));
        Assert.Throws<FormatException>(() => TrustBundle.FromPem(Domain, "nothing"));
        Assert.Throws<FormatException>(() => TrustBundle.FromPem(Domain, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    public void A_fingerprint_is_64_hexadecimal_digits(string text)
    {
        Assert.False(RootFingerprint.TryParse(text, out _));
        Assert.Throws<FormatException>(() => RootFingerprint.Parse(text));
    }

    [Fact]
    public void A_fingerprint_reads_back_in_either_case()
    {
        var fingerprint = RootFingerprint.Of(_a.Root.Span);

        Assert.Equal(fingerprint, RootFingerprint.Parse(fingerprint.ToString().ToUpperInvariant()));
        Assert.True(fingerprint.Matches(_a.Root.Span));
        Assert.False(fingerprint.Matches(_b.Root.Span));
    }
}
