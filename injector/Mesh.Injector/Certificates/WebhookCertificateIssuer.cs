using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mesh.Injector.Certificates;

/// <summary>
/// Makes the webhook's certificate, by an authority of its own that signs nothing else. The authority outlives many certificates, so that a
/// renewal changes nothing for the API server.
/// </summary>
/// <param name="names">The DNS names that the API server uses.</param>
/// <param name="time">The clock.</param>
internal sealed class WebhookCertificateIssuer(IReadOnlyList<string> names, TimeProvider time)
{
    /// <summary>Life of a certificate.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(60);

    private static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The Secret's next content: a new certificate, by the authority that is there if it still lives long enough.</summary>
    public Dictionary<string, byte[]> Issue(IDictionary<string, byte[]>? previous)
    {
        var now = time.GetUtcNow();
        using var authority = ReadAuthority(previous, now) ?? CreateAuthority(now);
        using var authorityKey = authority.GetECDsaPrivateKey()!;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = CreateLeaf(authority, key, now);
        return new Dictionary<string, byte[]>
        {
            [WebhookCertificate.AuthorityFile] = Ascii(authority.ExportCertificatePem()),
            [WebhookCertificate.AuthorityKeyFile] = Ascii(authorityKey.ExportPkcs8PrivateKeyPem()),
            [WebhookCertificate.CertificateFile] = Ascii(leaf.ExportCertificatePem()),
            [WebhookCertificate.KeyFile] = Ascii(key.ExportPkcs8PrivateKeyPem()),
        };
    }

    private static X509Certificate2? ReadAuthority(IDictionary<string, byte[]>? data, DateTimeOffset now)
    {
        if (data is null || !data.TryGetValue(WebhookCertificate.AuthorityFile, out var certificate) || !data.TryGetValue(WebhookCertificate.AuthorityKeyFile, out var key))
            return null;
        try
        {
            var authority = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate), Encoding.ASCII.GetString(key));
            if (authority.GetECDsaPrivateKey() is { } usable && authority.NotAfter.ToUniversalTime() > now + (2 * Life))
            {
                usable.Dispose();
                return authority;
            }
            authority.Dispose();
            return null;
        }
        catch (Exception damaged) when (damaged is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static X509Certificate2 CreateAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mesh-injector authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - ClockSkew, now + AuthorityLife);
    }

    private X509Certificate2 CreateLeaf(X509Certificate2 authority, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return request.Create(authority, now - ClockSkew, now + Life, serial);
    }

    private static byte[] Ascii(string pem) => Encoding.ASCII.GetBytes(pem + "\n");
}
