using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Enrolment;
using Mesh.Identity.Trust;

namespace Mesh.ControlPlane.Identity;

/// <summary>
/// Asks for the control plane's own certificates: with the current one while it is valid, else with the token, of an authority that the
/// bundle in force or, at first contact, the token's pin verifies.
/// </summary>
internal sealed class CertificateRequests(SpiffeId identity, EnrolmentFiles files, ICertificateAuthority authority, TrustHolder trust, TimeProvider time)
{
    /// <summary>Asks for a certificate for a new key, and checks that it leads to the roots that came with it.</summary>
    /// <param name="current">The certificate in use; null: none yet.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="AuthorityException">No answer, not from the authority, it refused, or its answer cannot be used.</exception>
    /// <exception cref="IOException">The token cannot be read.</exception>
    public async Task<SignedCertificate> AskAsync(WorkloadCertificate? current, CancellationToken cancellation)
    {
        using var request = KeyAndRequest.Create(identity);
        var signed = current is not null && current.IsValidAt(time.GetUtcNow())
            ? await authority.SignAsync(trust.Verifier!, request, new AuthorityCredential(null, current), cancellation).ConfigureAwait(false)
            : await JoinAsync(request, cancellation).ConfigureAwait(false);
        Check(signed);
        return signed;
    }

    private async Task<SignedCertificate> JoinAsync(KeyAndRequest request, CancellationToken cancellation)
    {
        var ticket = files.Read();
        var verifier = await VerifierAsync(ticket, cancellation).ConfigureAwait(false);
        return await authority.SignAsync(verifier, request, new AuthorityCredential(ticket.Token, null), cancellation).ConfigureAwait(false);
    }

    private async Task<ChainVerifier> VerifierAsync(EnrolmentTicket ticket, CancellationToken cancellation)
    {
        // A file of roots is kept current by others; what was remembered from earlier is not.
        if (ticket.Bundle is { } bundle)
            return new ChainVerifier(bundle, time);
        return trust.Verifier
            ?? new ChainVerifier(await authority.DiscoverAsync(identity.TrustDomain, ticket.Root!, cancellation).ConfigureAwait(false), time);
    }

    private void Check(SignedCertificate signed)
    {
        using var leaf = signed.Certificate.CreateX509Certificate();
        var sent = signed.Certificate.CreateSslContext().IntermediateCertificates;
        if (new ChainVerifier(signed.Bundle, time).Verify(leaf, sent, PeerRole.Server) is { } broken)
            throw new AuthorityException($"the certificate authority sent a certificate that does not lead to its own roots: {broken}");
    }
}
