using Mesh.Hosting.Tls;
using Mesh.Identity.Trust;

namespace Mesh.ControlPlane.Identity;

/// <summary>The trust bundle in force, for those who verify peers.</summary>
internal sealed class TrustHolder(TimeProvider time)
{
    private volatile ChainVerifier? _verifier;

    /// <summary>Verifies against the bundle in force; null before there is one.</summary>
    public ChainVerifier? Verifier => _verifier;

    /// <summary>Puts a bundle in force.</summary>
    public void Replace(TrustBundle bundle) => _verifier = new ChainVerifier(bundle, time);

    /// <summary>Forgets the bundle, because it does not verify the certificate authority.</summary>
    public void Clear() => _verifier = null;

    /// <summary>Verifies a client in its handshake: a chain to the bundle, valid now, an identity of the trust domain.</summary>
    /// <returns>Null when it is accepted; else the reason.</returns>
    public string? Verify(PeerCertificates client) => _verifier is { } verifier ? Verify(verifier, client) : "there is no trust bundle yet";

    /// <summary>The same with a verifier that was taken before.</summary>
    public static string? Verify(ChainVerifier verifier, PeerCertificates client) =>
        TlsPeerValidation.Validate(verifier, client.Leaf, client.Others, PeerRole.Client, accepted: null, out _);
}
