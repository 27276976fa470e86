using System.Security.Cryptography.X509Certificates;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.Requests;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.CertAuthority.Tests.Issuing;

public sealed class LeafIssuerTests : IDisposable
{
    private readonly TestState _state = new();
    private readonly TemporaryDirectory _files = new();

    public void Dispose()
    {
        _state.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("sslserver")]
    [InlineData("sslclient")]
    public void OpenSsl_verifies_the_chain_for_both_roles(string purpose)
    {
        var issued = Issue(null);
        WritePem("root.pem", _state.Current.Roots.Current.Der);
        WritePem("issuer.pem", issued.Chain[1]);
        WritePem("leaf.pem", issued.Chain[0]);
        var now = _state.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] arguments = ["verify", "-x509_strict", "-attime", now, "-purpose", purpose, "-CAfile", _files["root.pem"], "-untrusted", _files["issuer.pem"], _files["leaf.pem"]];

        Assert.Contains("leaf.pem: OK", Command.Run("openssl", arguments), StringComparison.Ordinal);
        arguments[3] = (_state.Time.GetUtcNow() + TimeSpan.FromHours(25)).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("certificate has expired", Command.Try("openssl", arguments).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PeerRole.Client)]
    [InlineData(PeerRole.Server)]
    public void The_framework_verifies_the_chain_for_both_roles(PeerRole role)
    {
        var issued = Issue(null);
        using var leaf = X509CertificateLoader.LoadCertificate(issued.Chain[0].Span);
        using var issuer = X509CertificateLoader.LoadCertificate(issued.Chain[1].Span);
        var verifier = new ChainVerifier(_state.Current.Roots.Bundle, _state.Time);

        Assert.Null(verifier.Verify(leaf, [issuer], role));
        Assert.NotNull(verifier.Verify(leaf, [], role));
    }

    [Fact]
    public void A_leaf_is_what_it_should_be_and_no_more()
    {
        var issued = Issue(null);
        using var leaf = X509CertificateLoader.LoadCertificate(issued.Chain[0].Span);

        Assert.Equal(TestState.Web, SpiffeId.FromCertificate(leaf.RawData));
        Assert.Equal("", leaf.Subject);
        Assert.Equal(3, leaf.Version);
        Assert.Equal(_state.Time.GetUtcNow() - TimeSpan.FromSeconds(30), leaf.NotBefore.ToUniversalTime());
        Assert.Equal(_state.Time.GetUtcNow() + TimeSpan.FromHours(24), leaf.NotAfter.ToUniversalTime());
        Assert.Equal(
            ["2.5.29.14", "2.5.29.15!", "2.5.29.17!", "2.5.29.19!", "2.5.29.35", "2.5.29.37"],
            leaf.Extensions.Select(extension => extension.Oid!.Value + (extension.Critical ? "!" : "")).Order(StringComparer.Ordinal));
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(
            ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"],
            leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(oid => oid.Value));
    }

    [Fact]
    public void Serial_numbers_do_not_repeat() =>
        Assert.Equal(50, Enumerable.Range(0, 50).Select(_ => Issue(null).SerialNumber).Distinct().Count());

    [Theory]
    [InlineData(10, 10)]
    [InlineData(3600, 3600)]
    [InlineData(1_000_000, 86_400)]
    public void A_validity_is_as_wanted_up_to_the_maximum(int wanted, int given)
    {
        var issued = Issue(TimeSpan.FromSeconds(wanted));
        using var leaf = X509CertificateLoader.LoadCertificate(issued.Chain[0].Span);

        Assert.Equal(_state.Time.GetUtcNow() + TimeSpan.FromSeconds(given), issued.NotAfter);
        Assert.Equal(issued.NotAfter, leaf.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void A_leaf_does_not_outlive_its_issuer()
    {
        var end = _state.Current.Intermediate.Current.NotAfter;
        _state.Time.SetUtcNow(end - TimeSpan.FromHours(1));

        Assert.Equal(end, Issue(null).NotAfter);
    }

    [Fact]
    public void Nothing_is_issued_when_the_issuer_s_time_is_over()
    {
        _state.Time.SetUtcNow(_state.Current.Intermediate.Current.NotAfter);

        Assert.Throws<AuthorityEndedException>(() => Issue(null));
    }

    private IssuedCertificate Issue(TimeSpan? validity)
    {
        using var pending = KeyAndRequest.Create(TestState.Web);
        return _state.Leaves.Issue(TestState.Web, SigningRequestReader.Read(pending.Request.Span).Request!.Key, validity);
    }

    private void WritePem(string name, ReadOnlyMemory<byte> der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
        File.WriteAllText(_files[name], certificate.ExportCertificatePem());
    }
}
