namespace Mesh.Identity.Trust;

/// <summary>Outcome of <see cref="PeerVerifier"/>.</summary>
public enum PeerVerdict
{
    /// <summary>The peer is who it may be.</summary>
    Accepted,

    /// <summary>The peer sent no certificate.</summary>
    NoCertificate,

    /// <summary>The peer's certificate carries no workload identity.</summary>
    NoIdentity,

    /// <summary>The peer's identity is of another trust domain.</summary>
    OtherTrustDomain,

    /// <summary>The peer's identity is not among the accepted ones.</summary>
    NotAccepted,
}

/// <summary>The verdict on a peer.</summary>
/// <param name="Verdict">Accepted, or why not.</param>
/// <param name="Id">The peer's identity; null when it has none.</param>
/// <param name="CertificateError">Details of <see cref="PeerVerdict.NoIdentity"/>.</param>
public readonly record struct PeerDecision(PeerVerdict Verdict, SpiffeId? Id, CertificateIdentityError CertificateError = CertificateIdentityError.None)
{
    /// <summary>Whether the peer is accepted.</summary>
    public bool IsAccepted => Verdict == PeerVerdict.Accepted;

    /// <summary>The decision in words, for a log line.</summary>
    public string Describe() => Verdict switch
    {
        PeerVerdict.Accepted => $"{Id} is accepted",
        PeerVerdict.NoCertificate => "the peer sent no certificate",
        PeerVerdict.NoIdentity => $"the peer's certificate carries no workload identity: {CertificateError.Describe()}",
        PeerVerdict.OtherTrustDomain => $"{Id} is of another trust domain",
        PeerVerdict.NotAccepted => $"{Id} is not an identity that is accepted here",
        _ => throw new InvalidOperationException($"Unknown verdict {Verdict}."),
    };
}

/// <summary>
/// Decides whether a peer's identity is acceptable. It judges the name alone: that the chain leads to a root of the bundle
/// and is within its validity is checked by the TLS stack or by <see cref="ChainVerifier"/>.
/// </summary>
public static class PeerVerifier
{
    /// <summary>Decides on a verified leaf certificate.</summary>
    /// <param name="leafDer">The peer's leaf in DER; empty when it sent none.</param>
    /// <param name="trustDomain">The only acceptable trust domain.</param>
    /// <param name="accepted">The acceptable identities; null: all of the trust domain. Empty: none.</param>
    public static PeerDecision Decide(ReadOnlySpan<byte> leafDer, TrustDomain trustDomain, IReadOnlySet<SpiffeId>? accepted = null)
    {
        if (leafDer.IsEmpty)
            return new PeerDecision(PeerVerdict.NoCertificate, null);
        var error = SpiffeId.TryFromCertificate(leafDer, out var id);
        return id is null ? new PeerDecision(PeerVerdict.NoIdentity, null, error) : Decide(id, trustDomain, accepted);
    }

    /// <summary>Decides on an identity that was read from a verified leaf certificate.</summary>
    /// <inheritdoc cref="Decide(ReadOnlySpan{byte}, TrustDomain, IReadOnlySet{SpiffeId}?)"/>
    public static PeerDecision Decide(SpiffeId id, TrustDomain trustDomain, IReadOnlySet<SpiffeId>? accepted = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!id.TrustDomain.Equals(trustDomain))
            return new PeerDecision(PeerVerdict.OtherTrustDomain, id);
        return accepted is null || accepted.Contains(id)
            ? new PeerDecision(PeerVerdict.Accepted, id)
            : new PeerDecision(PeerVerdict.NotAccepted, id);
    }
}
