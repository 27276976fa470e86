using System.Collections.Immutable;
using Mesh.Engine.Sockets;
using Mesh.Identity;

namespace Mesh.Tunnel.Peers;

/// <summary>Checks who is at the other end of a finished handshake. The chain was verified by TLS; this looks at the name.</summary>
public static class PeerCheck
{
    /// <summary>Whether a callee is one of those it may be.</summary>
    /// <returns>Null when it is; else what is wrong, for logs.</returns>
    public static string? OfCallee(Connection connection, ImmutableArray<SpiffeId> accepted)
    {
        if (connection.Tls is not { } tls)
            return "the connection is not encrypted";
        var error = SpiffeId.TryFromCertificate(tls.PeerCertificate.Span, out var id);
        if (id is null)
            return $"the certificate of {connection.Remote} names no identity: {error}";
        foreach (var candidate in accepted)
        {
            if (candidate.Equals(id))
                return null;
        }
        return $"{connection.Remote} is {id}, expected {string.Join(" or ", accepted)}";
    }

    /// <summary>The identity of a caller in the mesh's own trust domain.</summary>
    /// <returns>Null, with the reason, when it has none.</returns>
    public static SpiffeId? OfCaller(Connection connection, TrustDomain trustDomain, out string? refusal)
    {
        refusal = null;
        if (connection.Tls is not { } tls || tls.PeerCertificate.IsEmpty)
        {
            refusal = $"{connection.Remote} showed no certificate";
            return null;
        }
        var error = SpiffeId.TryFromCertificate(tls.PeerCertificate.Span, out var id);
        if (id is null)
            refusal = $"the certificate of {connection.Remote} names no identity: {error}";
        else if (!id.TrustDomain.Equals(trustDomain))
            refusal = $"{connection.Remote} is {id}, of another trust domain than {trustDomain}";
        return refusal is null ? id : null;
    }
}
