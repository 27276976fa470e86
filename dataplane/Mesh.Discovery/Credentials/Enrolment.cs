using Mesh.Discovery.Transport;
using Mesh.Identity;

namespace Mesh.Discovery.Credentials;

/// <summary>
/// Chooses how a certificate is asked for: with the current one while it is valid; else with the join token, over a connection
/// that trusts the roots in hand or, at first contact, the root that the token pins.
/// </summary>
internal sealed class Enrolment(CertificateOptions options, CertAuthorityClient authority, TimeProvider time)
{
    private SpiffeId? _identity;

    /// <summary>New credentials for a new key.</summary>
    /// <param name="current">What is held; null = nothing yet.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ControlTransportException">The authority cannot be reached, is not the one to trust, or refuses.</exception>
    /// <exception cref="FormatException">Token or answer cannot be used.</exception>
    /// <exception cref="IOException">The token file cannot be read.</exception>
    public async Task<WorkloadCredentials> ObtainAsync(WorkloadCredentials? current, CancellationToken cancellation)
    {
        if (current is null)
            return await ContactAsync(ReadToken(), cancellation).ConfigureAwait(false);
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
        var token = ReadToken();
        try
        {
            return await authority.SignAsync(token.Payload.Identity, current.Bundle, null, token, cancellation).ConfigureAwait(false);
        }
        catch (ControlTransportException unreachable) when (unreachable.Status is ControlStatus.Unavailable or ControlStatus.Internal)
        {
            // The roots may have changed meanwhile: then the token's pin decides.
            return await ContactAsync(token, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<WorkloadCredentials> ContactAsync(JoinToken token, CancellationToken cancellation)
    {
        var identity = token.Payload.Identity;
        var pinned = await authority.FetchPinnedBundleAsync(identity.TrustDomain, token.Payload.Root, cancellation).ConfigureAwait(false);
        return await authority.SignAsync(identity, pinned, null, token, cancellation).ConfigureAwait(false);
    }

    private JoinToken ReadToken()
    {
        var token = JoinToken.Read(options.TokenFile);
        _identity ??= token.Payload.Identity;
        if (!token.Payload.Identity.Equals(_identity))
            throw new FormatException($"{options.TokenFile}: the token is for {token.Payload.Identity}, but this proxy began as {_identity}; restart it to change its identity");
        if (token.Payload.Expires <= time.GetUtcNow())
            throw new FormatException($"{options.TokenFile}: the token expired {token.Payload.Expires:O}; write a new one there (`meshctl token`)");
        return token;
    }
}
