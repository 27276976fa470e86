using Mesh.Identity;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Pkcs;

namespace Mesh.CertAuthority.Requests;

/// <summary>
/// Reads PKCS#10 requests (RFC 2986) and accepts those alone that ask for one URI name with an ECDSA P-256 key that signed the request.
/// What would be ignored is refused: nobody shall believe to have been given it.
/// </summary>
internal static class SigningRequestReader
{
    /// <summary>A request has at most this many bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    // 0x04 and two coordinates of 32 bytes: an uncompressed point (SEC 1 §2.3.3).
    private const int UncompressedPointBytes = 65;

    private const string NotARequest = "the certificate request is not PKCS#10 in DER";

    /// <summary>Reads and verifies a request.</summary>
    /// <returns>The request, or what is wrong with it, for its sender.</returns>
    public static (SigningRequest? Request, string? Defect) Read(ReadOnlySpan<byte> der)
    {
        if (der.IsEmpty)
            return (null, "the certificate request is missing");
        if (der.Length > MaxBytes)
            return (null, $"the certificate request has {der.Length} bytes; at most {MaxBytes} are allowed");
        if (!DerShape.IsOneShallowValue(der))
            return (null, NotARequest);
        try
        {
            var request = new Pkcs10CertificationRequest(der.ToArray());

            // The library verifies its own encoding of what it read: only when that is the very input, the input is what was signed.
            return request.GetEncoded(Asn1Encodable.Der).AsSpan().SequenceEqual(der) ? Read(request) : (null, NotARequest);
        }
        catch (Exception)
        {
            // The parser throws whatever it stumbles on: casts, indices, arithmetic. None of it can do harm beyond this request.
            return (null, NotARequest);
        }
    }

    private static (SigningRequest? Request, string? Defect) Read(Pkcs10CertificationRequest request)
    {
        var info = request.GetCertificationRequestInfo();
        SpiffeId? id = null;
        var defect = KeyDefect(info.SubjectPublicKeyInfo) ?? SignatureDefect(request) ?? SubjectDefect(info.Subject)
            ?? NameDefect(info.Attributes, out id);
        return id is null ? (null, defect) : (new SigningRequest(id, info.SubjectPublicKeyInfo), null);
    }

    private static string? KeyDefect(SubjectPublicKeyInfo key)
    {
        if (!key.Algorithm.Algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey) || !X9ObjectIdentifiers.Prime256v1.Equals(key.Algorithm.Parameters))
            return "the certificate request's key is not ECDSA on curve P-256";
        var point = key.PublicKey.GetOctets();
        return point.Length == UncompressedPointBytes && point[0] == 0x04 ? null : "the certificate request's key is not an uncompressed point";
    }

    private static string? SignatureDefect(Pkcs10CertificationRequest request)
    {
        if (!request.SignatureAlgorithm.Algorithm.Equals(X9ObjectIdentifiers.ECDsaWithSha256))
            return "the certificate request is not signed with ECDSA and SHA-256";
        return request.Verify() ? null : "the certificate request is not signed by the key that it names";
    }

    private static string? SubjectDefect(X509Name subject) =>
        ((Asn1Sequence)subject.ToAsn1Object()).Count == 0 ? null : "the certificate request has a subject; leave it empty, the identity is the URI name alone";

    private static string? NameDefect(Asn1Set attributes, out SpiffeId? id)
    {
        id = null;
        return ExtensionDefect(attributes, out var subjectAltName) ?? UriDefect(subjectAltName!, out id);
    }

    private static string? ExtensionDefect(Asn1Set attributes, out Asn1OctetString? subjectAltName)
    {
        subjectAltName = null;
        if (attributes is not { Count: 1 } || AttributePkcs.GetInstance(attributes[0]) is not { AttrValues.Count: 1 } attribute
            || !attribute.AttrType.Equals(PkcsObjectIdentifiers.Pkcs9AtExtensionRequest))
            return "the certificate request must have exactly one attribute, the requested extensions";
        var extensions = X509Extensions.GetInstance(attribute.AttrValues[0]);
        foreach (var id in extensions.GetExtensionOids())
        {
            if (!id.Equals(X509Extensions.SubjectAlternativeName))
                return $"the certificate request asks for extension {id.Id}; ask for the URI name alone";
        }
        subjectAltName = extensions.GetExtension(X509Extensions.SubjectAlternativeName)?.Value;
        return subjectAltName is null ? "the certificate request asks for no name" : null;
    }

    private static string? UriDefect(Asn1OctetString subjectAltName, out SpiffeId? id)
    {
        id = null;
        var names = GeneralNames.GetInstance(Asn1Object.FromByteArray(subjectAltName.GetOctets())).GetNames();
        if (names is not [{ TagNo: GeneralName.UniformResourceIdentifier } name])
            return "the certificate request must ask for exactly one name, a URI";
        return SpiffeId.TryParse(DerIA5String.GetInstance(name.Name).GetString(), out id)
            ? null
            : "the certificate request's URI is not of the form spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT";
    }
}
