using System.Security.Cryptography;
using Mesh.CertAuthority.State;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Extension;

namespace Mesh.CertAuthority.Issuing;

/// <summary>What all certificates that are issued here have in common (RFC 5280 §4.1, §4.2.1).</summary>
internal static class CertificateTemplate
{
    /// <summary>Clocks of others may be late by this much.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>The empty name: the identity is the URI alone.</summary>
    public static X509Name NoName => X509Name.GetInstance(DerSequence.Empty);

    /// <summary>A certificate with a random serial number, a validity, a key and its identifier.</summary>
    public static X509V3CertificateGenerator Create(X509Name issuer, X509Name subject, SubjectPublicKeyInfo key, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(RandomSerialNumber());
        generator.SetIssuerDN(issuer);
        generator.SetSubjectDN(subject);
        generator.SetNotBefore(notBefore.UtcDateTime);
        generator.SetNotAfter(notAfter.UtcDateTime);
        generator.SetPublicKey(PublicKeyFactory.CreateKey(key));
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, false, X509ExtensionUtilities.CreateSubjectKeyIdentifier(key));
        return generator;
    }

    /// <summary>The only alternative name.</summary>
    public static void AddUri(X509V3CertificateGenerator generator, string uri, bool critical) =>
        generator.AddExtension(X509Extensions.SubjectAlternativeName, critical, new GeneralNames(new GeneralName(GeneralName.UniformResourceIdentifier, uri)));

    /// <summary>Points to the issuer's key, by its hash alone.</summary>
    public static void AddAuthorityKeyIdentifier(X509V3CertificateGenerator generator, X509Certificate issuer) =>
        generator.AddExtension(X509Extensions.AuthorityKeyIdentifier, false, X509ExtensionUtilities.CreateAuthorityKeyIdentifier(issuer.SubjectPublicKeyInfo));

    /// <summary>Signs and encodes.</summary>
    public static byte[] Sign(X509V3CertificateGenerator generator, EcdsaSign sign) =>
        generator.Generate(new EcdsaSignatureFactory(sign)).GetEncoded();

    /// <summary>Reads an authority's certificate.</summary>
    public static X509Certificate Parse(Authority authority) => new X509CertificateParser().ReadCertificate(authority.Der.ToArray());

    // 127 random bits: positive, unpredictable, at most 16 octets (RFC 5280 §4.1.2.2).
    private static BigInteger RandomSerialNumber()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        bytes[0] = (byte)((bytes[0] & 0x7F) | 0x40);
        return new BigInteger(1, bytes);
    }
}
