using Mesh.CertAuthority.State;
using Mesh.Identity;
using Org.BouncyCastle.Asn1.X509;

namespace Mesh.CertAuthority.Issuing;

/// <summary>Signs workload certificates with the current intermediate (X509-SVID §4, §5).</summary>
/// <param name="intermediate">Who signs.</param>
/// <param name="maxValidity">No leaf lives longer.</param>
/// <param name="time">The clock.</param>
internal sealed class LeafIssuer(IntermediateSlot intermediate, TimeSpan maxValidity, TimeProvider time)
{
    /// <summary>No leaf lives shorter.</summary>
    public static readonly TimeSpan MinValidity = TimeSpan.FromSeconds(10);

    /// <summary>Signs a leaf for an identity and a key that were both proven by the caller.</summary>
    /// <param name="id">The identity.</param>
    /// <param name="key">The key, ECDSA P-256.</param>
    /// <param name="validity">Wanted validity from now on; null or longer than the maximum: the maximum. Ends with the intermediate at the latest.</param>
    /// <exception cref="AuthorityEndedException">The intermediate's time is over.</exception>
    public IssuedCertificate Issue(SpiffeId id, SubjectPublicKeyInfo key, TimeSpan? validity)
    {
        var signer = intermediate.Current;
        var issuer = CertificateTemplate.Parse(signer);
        var now = time.GetUtcNow();
        var wanted = now + (validity < maxValidity ? validity.Value : maxValidity);
        var notAfter = DateTimeOffset.FromUnixTimeSeconds((wanted < signer.NotAfter ? wanted : signer.NotAfter).ToUnixTimeSeconds());
        if (notAfter <= now)
            throw new AuthorityEndedException($"nothing can be issued: the intermediate certificate ended at {signer.NotAfter:O}");

        var generator = CertificateTemplate.Create(issuer.SubjectDN, CertificateTemplate.NoName, key, now - CertificateTemplate.ClockSkew, notAfter);
        generator.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(false));
        generator.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.DigitalSignature));
        generator.AddExtension(X509Extensions.ExtendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeID.id_kp_serverAuth, KeyPurposeID.id_kp_clientAuth));
        CertificateTemplate.AddUri(generator, id.ToString(), critical: true);
        CertificateTemplate.AddAuthorityKeyIdentifier(generator, issuer);
        var der = CertificateTemplate.Sign(generator, signer.Sign);
        var serial = new Org.BouncyCastle.X509.X509CertificateParser().ReadCertificate(der).SerialNumber;
        return new IssuedCertificate([der, signer.Der], serial.ToString(16), notAfter);
    }
}
