using Mesh.ControlPlane.Identity;
using Mesh.Identity.Trust;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>
/// Whether a connected peer would still be let in. A connection outlives the bundle that its handshake was verified with, so the
/// certificate is verified again with each bundle that comes into force.
/// </summary>
internal sealed class PeerTrust(AuthenticatedPeer peer, TrustHolder trust)
{
    private ChainVerifier? _verifier;
    private string? _problem;

    /// <summary>Why the peer is no longer trusted; null while it is. Used by one thread at a time.</summary>
    public string? Problem()
    {
        if (trust.Verifier is not { } verifier || verifier == _verifier)
            return _problem;
        _verifier = verifier;
        return _problem = TrustHolder.Verify(verifier, peer.Certificates);
    }
}
