using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Identity.Trust;

namespace Mesh.Identity.Tests;

/// <summary>A root with a key, for tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "test root")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(Start.AddDays(-1), Start.AddDays(100));
    }

    public ReadOnlyMemory<byte> Root => _root.RawDataMemory;

    public TrustBundle Bundle => TrustBundle.Create(TrustDomain.Parse("td"), [Root]);

    public static X509Extension SubjectAltName(params string[] uris)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var uri in uris)
            names.AddUri(new Uri(uri));
        return names.Build(critical: true);
    }

    public static X509Extension Purpose(string oid) => new X509EnhancedKeyUsageExtension([new Oid(oid)], false);

    public X509Certificate2 Issue(PublicKey key, params X509Extension[] extensions)
    {
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        return request.Create(_root, Start.AddSeconds(-30), Start.AddDays(1), [1, 2, 3, 4]);
    }

    public byte[] Issue(params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Issue(new PublicKey(key), extensions);
        return certificate.RawData;
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}
