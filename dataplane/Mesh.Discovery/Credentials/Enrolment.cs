using Mesh.Discovery.Transport;
using Mesh.Identity;
using Mesh.Identity.Enrolment;

namespace Mesh.Discovery.Credentials;

/// <summary>
/// Chooses how a certificate is asked for: with the current one while it is valid; else with the token, over a connection
/// that trusts the roots in hand or, at first contact, those of the ticket: the root that a join token pins, or the roots in their file.
/// </summary>
internal sealed class Enrolment(CertificateOptions options, CertAuthorityClient authority, TimeProvider time)
{
    private SpiffeId? _identity;

    /// <summary>New credentials for a new key.</summary>
    /// <param name="current">What is held; null = nothing yet.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlTransportException">The authority cannot be reached, is not the one to trust, or refuses.</exception>
    /// <exception cref="FormatException">Token or answer cannot be used.</exception>
    /// <exception cref="IOException">Token or roots cannot be read.</exception>
    public async Task<WorkloadCredentials> ObtainAsync(WorkloadCredentials? current, CancellationToken cancellation)
    {
        if (current is null)
            return await ContactAsync(ReadTicket(), cancellation).ConfigureAwait(false);
        if (!current.Certificate.IsValidAt(time.GetUtcNow()))
            return await ReturnAsync(current, cancellation).ConfigureAwait(false);
        try
        {
            return await authority.SignAsync(current.Certificate.Id, current.Bundle, current.Certificate, null, cancellation).ConfigureAwait(false);
        }
        catch (ControlTransportException refused) when (refused.Status == ControlStatus.Unauthenticated)
        {
            // The authority does not know this certificate any more; the token may still be good.
            return await ReturnAsync(current, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<WorkloadCredentials> ReturnAsync(WorkloadCredentials current, CancellationToken cancellation)
    {
        var ticket = ReadTicket();
        try
        {
            return await authority.SignAsync(ticket.Identity, current.Bundle, null, ticket.Token, cancellation).ConfigureAwait(false);
        }
        catch (ControlTransportException unreachable) when (unreachable.Status is ControlStatus.Unavailable or ControlStatus.Internal)
        {
            // The roots may have changed meanwhile: then those of the ticket decide.
            return await ContactAsync(ticket, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<WorkloadCredentials> ContactAsync(EnrolmentTicket ticket, CancellationToken cancellation)
    {
        var bundle = ticket.Bundle
            ?? await authority.FetchPinnedBundleAsync(ticket.Identity.TrustDomain, ticket.Root!, cancellation).ConfigureAwait(false);
        return await authority.SignAsync(ticket.Identity, bundle, null, ticket.Token, cancellation).ConfigureAwait(false);
    }

    private EnrolmentTicket ReadTicket()
    {
        var ticket = options.Enrolment.Read();
        _identity ??= ticket.Identity;
        if (!ticket.Identity.Equals(_identity))
            throw new FormatException($"the token is for {ticket.Identity}, but this proxy began as {_identity}; restart it to change its identity");
        if (ticket.Expires <= time.GetUtcNow())
            throw new FormatException($"the token expired {ticket.Expires:O}; {options.Enrolment.Remedy}");
        return ticket;
    }
}
