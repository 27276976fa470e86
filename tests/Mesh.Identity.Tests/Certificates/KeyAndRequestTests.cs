using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Identity.Certificates;

namespace Mesh.Identity.Tests.Certificates;

public sealed class KeyAndRequestTests : IDisposable
{
    private static readonly SpiffeId Id = SpiffeId.Parse("spiffe://td/ns/shop/sa/web");

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("spiffe://td/ns/shop/sa/web")]
    [InlineData("spiffe://1/ns/a_B/sa/-")]
    public void The_request_is_signed_and_asks_for_the_identity_alone(string uri)
    {
        using var pending = KeyAndRequest.Create(SpiffeId.Parse(uri));

        var request = CertificateRequest.LoadSigningRequest(pending.Request.ToArray(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        Assert.Empty(request.SubjectName.Name);
        var extension = Assert.Single(request.CertificateExtensions);
        Assert.True(extension.Critical);
        using var issued = _authority.Issue(request.PublicKey, extension);
        Assert.Equal(uri, SpiffeId.FromCertificate(issued.RawData).ToString());
        using var key = request.PublicKey.GetECDsaPublicKey()!;
        Assert.Equal("1.2.840.10045.3.1.7", key.ExportParameters(false).Curve.Oid.Value);
    }

    [Fact]
    public void An_issued_leaf_completes_to_a_certificate_with_its_key()
    {
        using var pending = KeyAndRequest.Create(Id);
        using var certificate = pending.Complete([Issue(pending)]);

        Assert.Equal(Id, certificate.Id);
        Assert.Equal(TestAuthority.Start.AddSeconds(-30), certificate.NotBefore);
        Assert.Equal(TestAuthority.Start.AddDays(1), certificate.NotAfter);
        Assert.True(certificate.IsValidAt(TestAuthority.Start));
        Assert.False(certificate.IsValidAt(TestAuthority.Start.AddDays(1)));
        Assert.False(certificate.IsValidAt(TestAuthority.Start.AddSeconds(-31)));
        using var leaf = certificate.CreateX509Certificate();
        using var key = leaf.GetECDsaPrivateKey()!;
        using var publicKey = leaf.GetECDsaPublicKey()!;
        Assert.True(publicKey.VerifyData("x"u8, key.SignData("x"u8, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
        Assert.Empty(certificate.CreateSslContext().IntermediateCertificates);
    }

    [Fact]
    public void Disposing_overwrites_the_key()
    {
        using var pending = KeyAndRequest.Create(Id);
        var certificate = pending.Complete([Issue(pending)]);
        var key = certificate.PrivateKey;
        Assert.True(key.ContainsAnyExcept((byte)0));

        certificate.Dispose();

        Assert.False(key.ContainsAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => certificate.PrivateKey.Length);
        Assert.Throws<ObjectDisposedException>(() => certificate.CreateSslContext());
    }

    [Fact]
    public void A_chain_that_is_not_the_answer_is_refused()
    {
        using var pending = KeyAndRequest.Create(Id);
        using var other = KeyAndRequest.Create(Id);
        using var renamed = KeyAndRequest.Create(SpiffeId.Parse("spiffe://td/ns/shop/sa/other"));

        Assert.Contains("empty", Refusal(pending, []), StringComparison.Ordinal);
        Assert.Contains("another key", Refusal(pending, [Issue(other)]), StringComparison.Ordinal);
        Assert.Contains("spiffe://td/ns/shop/sa/other", Refusal(pending, [Issue(renamed)]), StringComparison.Ordinal);
        Assert.Contains("not one X.509 certificate", Refusal(pending, [new byte[] { 1, 2, 3 }]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_form_shows_no_key()
    {
        using var pending = KeyAndRequest.Create(Id);
        using var certificate = pending.Complete([Issue(pending)]);

        Assert.Equal("spiffe://td/ns/shop/sa/web until 2026-03-02T12:00:00.0000000+00:00", certificate.ToString());
    }

    private static string Refusal(KeyAndRequest pending, ReadOnlyMemory<byte>[] chain) =>
        Assert.Throws<FormatException>(() => pending.Complete(chain)).Message;

    private ReadOnlyMemory<byte> Issue(KeyAndRequest pending)
    {
        var request = CertificateRequest.LoadSigningRequest(pending.Request.ToArray(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        using var leaf = _authority.Issue(request.PublicKey, [.. request.CertificateExtensions]);
        return leaf.RawData;
    }
}
