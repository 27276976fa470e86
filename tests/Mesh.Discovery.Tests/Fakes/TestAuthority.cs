using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Discovery.Credentials;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>A root that issues leaf certificates for requests. For tests: what a CA checks, it does not.</summary>
internal sealed class TestAuthority
{
    public const string WorkloadId = "spiffe://cluster.local/ns/shop/sa/web";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "CN=test root")
    {
        var request = new CertificateRequest(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Bundle = TrustBundle.Create(TrustDomain.Parse("cluster.local"), [_root.RawDataMemory]);
    }

    public static TestAuthority Shared { get; } = new();

    public TrustBundle Bundle { get; }

    public ReadOnlyMemory<byte> Root => _root.RawDataMemory;

    /// <summary>Issues a leaf for a PKCS#10 request: its key, its URI SAN.</summary>
    public byte[] Sign(ReadOnlyMemory<byte> pkcs10, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var asked = CertificateRequest.LoadSigningRequest(
            pkcs10.ToArray(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        asked.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        asked.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        using var issued = asked.Create(_root.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), notBefore, notAfter, serial);
        return issued.RawData;
    }

    public WorkloadCertificate Issue(string id, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var key = KeyAndRequest.Create(SpiffeId.Parse(id));
        return key.Complete([Sign(key.Request, notBefore, notAfter)]);
    }

    public WorkloadCredentials IssueCredentials(string id = WorkloadId) =>
        new(Issue(id, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddHours(1)), Bundle);
}
