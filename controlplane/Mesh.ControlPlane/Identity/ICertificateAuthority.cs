using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;

namespace Mesh.ControlPlane.Identity;

/// <summary>The certificate authority as the control plane needs it. Every call makes its own connection.</summary>
internal interface ICertificateAuthority
{
    /// <summary>
    /// First contact: asks whoever answers for its roots and keeps the one that <paramref name="root"/> names. Nothing secret is shown to the server.
    /// </summary>
    /// <exception cref="AuthorityException">No answer, or the root is not among those that were sent.</exception>
    Task<TrustBundle> DiscoverAsync(TrustDomain trustDomain, RootFingerprint root, CancellationToken cancellation);

    /// <summary>Asks a verified authority for the roots.</summary>
    /// <exception cref="AuthorityException">No answer, or not from the authority.</exception>
    Task<TrustBundle> GetBundleAsync(ChainVerifier verifier, CancellationToken cancellation);

    /// <summary>Asks a verified authority to sign a request.</summary>
    /// <param name="verifier">Verifies the authority.</param>
    /// <param name="request">The request.</param>
    /// <param name="credential">What proves the identity.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="AuthorityException">No answer, not from the authority, or it refused.</exception>
    Task<SignedCertificate> SignAsync(ChainVerifier verifier, KeyAndRequest request, AuthorityCredential credential, CancellationToken cancellation);
}

/// <summary>What proves an identity to the authority: exactly one of the two.</summary>
/// <param name="Token">A join token.</param>
/// <param name="Certificate">The current certificate.</param>
internal sealed record AuthorityCredential(string? Token, WorkloadCertificate? Certificate);

/// <summary>What the authority issued.</summary>
/// <param name="Certificate">The certificate, with its key.</param>
/// <param name="Bundle">The roots at that moment.</param>
internal sealed record SignedCertificate(WorkloadCertificate Certificate, TrustBundle Bundle);
