using Mesh.CertAuthority.Requests;
using Mesh.Hosting.Tls;
using Mesh.Identity.Trust;

namespace Mesh.CertAuthority.Admission;

/// <summary>
/// Authenticates by bearer token, or else by the client certificate of the connection. A bad token is not made good by a certificate.
/// The certificate is verified at each request, because connections outlive certificates.
/// </summary>
/// <param name="bearers">Verifies tokens.</param>
/// <param name="chains">Verifies certificates against our own roots.</param>
internal sealed class CallerAuthenticator(IBearerVerifier bearers, ChainVerifier chains)
{
    private const string Scheme = "Bearer ";

    /// <summary>Authenticates a caller.</summary>
    /// <param name="authorization">The values of its <c>authorization</c> header.</param>
    /// <param name="certificates">What it sent in its TLS handshake; null: nothing.</param>
    /// <param name="cancellation">It does not wait any more.</param>
    public async Task<(Caller? Caller, Refusal? Refusal)> AuthenticateAsync(
        IReadOnlyList<string> authorization, PeerCertificates? certificates, CancellationToken cancellation)
    {
        switch (authorization)
        {
            case []:
                return certificates is null
                    ? (null, new Refusal(RefusalReason.NoCredential, "show a token (authorization: Bearer TOKEN) or connect with the current certificate"))
                    : Authenticate(certificates);
            case [var only] when only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase):
                return await bearers.VerifyAsync(only[Scheme.Length..], cancellation).ConfigureAwait(false);
            default:
                return (null, new Refusal(RefusalReason.BadToken, "the authorization header must be given once, as Bearer TOKEN"));
        }
    }

    private (Caller? Caller, Refusal? Refusal) Authenticate(PeerCertificates certificates)
    {
        var broken = TlsPeerValidation.Validate(chains, certificates.Leaf, certificates.Others, PeerRole.Client, null, out var id);
        return broken is null ? (new Caller(id!, Credential.Certificate, null), null) : (null, new Refusal(RefusalReason.BadCertificate, broken));
    }
}
