using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Mesh.Identity;

namespace Mesh.CertAuthority.State;

/// <summary>An authority's certificate names its trust domain as its URI, <c>spiffe://TRUST-DOMAIN</c> (X509-SVID §3.2).</summary>
internal static class AuthorityNames
{
    private const string SubjectAltName = "2.5.29.17";
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>The URI of a trust domain.</summary>
    public static string UriOf(TrustDomain trustDomain) => $"spiffe://{trustDomain.Name}";

    /// <summary>Whether the certificate has the trust domain's URI as its only alternative name.</summary>
    public static bool Names(X509Certificate2 certificate, TrustDomain trustDomain)
    {
        if (certificate.Extensions[SubjectAltName] is not { } extension)
            return false;
        try
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            var uri = names.ReadCharacterString(UniversalTagNumber.IA5String, Uri);
            return !names.HasData && uri == UriOf(trustDomain);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
