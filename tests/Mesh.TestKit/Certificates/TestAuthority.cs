using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.TestKit.Certificates;

/// <summary>
/// A certificate authority outside the mesh, for certificates that the mesh must refuse (a foreign trust domain, expired)
/// and for peers of a single component.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Makes a root for <paramref name="trustDomain"/>.</summary>
    public TestAuthority(string trustDomain)
    {
        TrustDomain = trustDomain;
        var request = new CertificateRequest($"O={trustDomain}, CN=test root", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(SpiffeName($"spiffe://{trustDomain}", critical: false));
        Root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    /// <summary>The trust domain of what it issues.</summary>
    public string TrustDomain { get; }

    /// <summary>The root, with its key.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>A leaf with its key, valid for an hour, for workload <paramref name="serviceAccount"/> of <paramref name="workloadNamespace"/>.</summary>
    public X509Certificate2 Issue(string workloadNamespace, string serviceAccount) =>
        Issue($"spiffe://{TrustDomain}/ns/{workloadNamespace}/sa/{serviceAccount}", DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));

    /// <summary>A leaf like <see cref="Issue(string, string)"/> whose time is over.</summary>
    public X509Certificate2 IssueExpired(string workloadNamespace, string serviceAccount) =>
        Issue($"spiffe://{TrustDomain}/ns/{workloadNamespace}/sa/{serviceAccount}", DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(-1));

    /// <summary>A leaf with its key and exactly one URI name; with a DNS name too for peers that check one.</summary>
    public X509Certificate2 Issue(string spiffeId, DateTimeOffset notBefore, DateTimeOffset notAfter, string? dnsName = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication, ClientAuthentication], false));
        request.CertificateExtensions.Add(SpiffeName(spiffeId, critical: true, dnsName));
        // Roots of one trust domain have the same name: this tells which one it was.
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(Root, notBefore, notAfter, RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>A leaf in DER, valid for an hour, for a request's key and names (PKCS#10).</summary>
    public byte[] Sign(ReadOnlyMemory<byte> request)
    {
        var asked = CertificateRequest.LoadSigningRequest(request.ToArray(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        asked.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication, ClientAuthentication], false));
        asked.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = asked.Create(Root, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(16));
        return certificate.RawData;
    }

    /// <summary>Writes the certificate's chain (PEM, leaf first) and its key to two files, the key for its owner only.</summary>
    public void WritePem(X509Certificate2 leaf, string chainPath, string keyPath)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        using var key = leaf.GetECDsaPrivateKey()!;
        File.WriteAllText(chainPath, leaf.ExportCertificatePem() + "\n" + Root.ExportCertificatePem() + "\n");
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.SetUnixFileMode(keyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }

    private static X509Extension SpiffeName(string id, bool critical, string? dnsName = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(id));
        if (dnsName is not null)
        {
            names.AddDnsName(dnsName);
        }

        return names.Build(critical);
    }
}
