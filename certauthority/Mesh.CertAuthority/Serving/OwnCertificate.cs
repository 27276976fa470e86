using System.Net.Security;
using Mesh.CertAuthority.Issuing;
using Mesh.CertAuthority.Requests;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Identity.Certificates;

namespace Mesh.CertAuthority.Serving;

/// <summary>The certificate that the authority shows to its clients, issued by itself.</summary>
/// <param name="issuer">Signs it.</param>
/// <param name="trustDomain">Its trust domain.</param>
internal sealed class OwnCertificate(LeafIssuer issuer, TrustDomain trustDomain)
{
    private readonly SpiffeId _id = SpiffeId.Create(trustDomain, MeshIdentities.SystemNamespace, MeshIdentities.CertAuthority);

    /// <summary>Issues one for a new key.</summary>
    public (SslStreamCertificateContext Context, DateTimeOffset NotAfter) Issue()
    {
        using var pending = KeyAndRequest.Create(_id);
        var (request, defect) = SigningRequestReader.Read(pending.Request.Span);
        if (request is null)
            throw new InvalidOperationException($"The authority's own request is refused: {defect}.");
        using var certificate = pending.Complete(issuer.Issue(_id, request.Key, validity: null).Chain);
        return (certificate.CreateSslContext(), certificate.NotAfter);
    }
}
