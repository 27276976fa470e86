using System.Security.Cryptography;
using Mesh.CertAuthority.State;
using Mesh.Identity;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace Mesh.CertAuthority.Issuing;

/// <summary>Makes roots and intermediates.</summary>
/// <param name="trustDomain">The trust domain that they name.</param>
/// <param name="time">The clock.</param>
internal sealed class AuthorityIssuer(TrustDomain trustDomain, TimeProvider time)
{
    /// <summary>A root is valid for 10 years.</summary>
    public static readonly TimeSpan RootLife = TimeSpan.FromDays(3652);

    /// <summary>An intermediate is valid for a year, but not longer than its root.</summary>
    public static readonly TimeSpan IntermediateLife = TimeSpan.FromDays(365);

    /// <summary>Makes a root with a new key.</summary>
    public Authority CreateRoot()
    {
        var key = SigningKey.Create();
        var now = time.GetUtcNow();
        var publicKey = SubjectPublicKeyInfo.GetInstance(key.ExportSubjectPublicKeyInfo());
        var name = Name("mesh root", publicKey);
        var generator = CertificateTemplate.Create(name, name, publicKey, now - CertificateTemplate.ClockSkew, now + RootLife);
        AddAuthorityExtensions(generator, pathLength: 1);
        var der = CertificateTemplate.Sign(generator, data => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        return new Authority(der, key);
    }

    /// <summary>Makes an intermediate with a new key.</summary>
    public Authority CreateIntermediate(Authority root)
    {
        var key = SigningKey.Create();
        var now = time.GetUtcNow();
        var publicKey = SubjectPublicKeyInfo.GetInstance(key.ExportSubjectPublicKeyInfo());
        var issuer = CertificateTemplate.Parse(root);
        var notAfter = now + IntermediateLife < root.NotAfter ? now + IntermediateLife : root.NotAfter;
        var generator = CertificateTemplate.Create(issuer.SubjectDN, Name("mesh issuer", publicKey), publicKey, now - CertificateTemplate.ClockSkew, notAfter);
        AddAuthorityExtensions(generator, pathLength: 0);
        CertificateTemplate.AddAuthorityKeyIdentifier(generator, issuer);
        return new Authority(CertificateTemplate.Sign(generator, root.Sign), key);
    }

    private void AddAuthorityExtensions(X509V3CertificateGenerator generator, int pathLength)
    {
        generator.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(pathLength));
        generator.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.KeyCertSign | KeyUsage.CrlSign));
        CertificateTemplate.AddUri(generator, AuthorityNames.UriOf(trustDomain), critical: false);
    }

    // The key's hash in the name keeps authorities apart that live side by side.
    private static X509Name Name(string what, SubjectPublicKeyInfo key) =>
        new($"CN={what} {Convert.ToHexStringLower(SHA256.HashData(key.GetEncoded()).AsSpan(0, 4))}");
}
