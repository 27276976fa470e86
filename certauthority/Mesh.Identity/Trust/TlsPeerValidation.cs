using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Identity.Trust;

/// <summary>Certificate validation callbacks for managed TLS.</summary>
public static class TlsPeerValidation
{
    /// <summary>
    /// A callback that accepts a server whose chain leads to the bundle and whose identity is <paramref name="server"/>.
    /// Host names play no role: SPIFFE ids do. Asks for the verifier at each handshake, so a new bundle takes effect at once.
    /// </summary>
    /// <param name="verifier">The current verifier.</param>
    /// <param name="server">The identity that the server must have.</param>
    /// <param name="refused">Told why a server is refused, in words; null: nobody.</param>
    public static RemoteCertificateValidationCallback ForServer(Func<ChainVerifier> verifier, SpiffeId server, Action<string>? refused = null)
    {
        var accepted = new HashSet<SpiffeId> { server };
        return (_, certificate, chain, _) =>
        {
            var others = chain?.ChainPolicy.ExtraStore ?? Enumerable.Empty<X509Certificate2>();
            var reason = Validate(verifier(), certificate as X509Certificate2, others, PeerRole.Server, accepted, out var _);
            if (reason is not null)
                refused?.Invoke(reason);
            return reason is null;
        };
    }

    /// <summary>Checks chain, validity, role and identity of what a peer sent in its handshake.</summary>
    /// <param name="verifier">The roots to trust.</param>
    /// <param name="leaf">The peer's leaf; null when it sent none.</param>
    /// <param name="others">Whatever else it sent.</param>
    /// <param name="role">What the peer is.</param>
    /// <param name="accepted">The acceptable identities; null: all of the bundle's trust domain.</param>
    /// <param name="id">The peer's identity, when it is accepted.</param>
    /// <returns>Null when the peer is accepted, otherwise the reason in words.</returns>
    public static string? Validate(
        ChainVerifier verifier,
        X509Certificate2? leaf,
        IEnumerable<X509Certificate2> others,
        PeerRole role,
        IReadOnlySet<SpiffeId>? accepted,
        out SpiffeId? id)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        id = null;
        if (leaf is null)
            return "the peer sent no certificate";
        var decision = PeerVerifier.Decide(leaf.RawDataMemory.Span, verifier.Bundle.TrustDomain, accepted);
        if (!decision.IsAccepted)
            return decision.Describe();
        if (verifier.Verify(leaf, others, role) is { } broken)
            return $"the certificate of {decision.Id} does not verify against trust bundle {verifier.Bundle.Version}: {broken}";
        id = decision.Id;
        return null;
    }
}
