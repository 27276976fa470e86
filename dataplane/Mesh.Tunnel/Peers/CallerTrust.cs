using System.Collections.Immutable;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;

namespace Mesh.Tunnel.Peers;

/// <summary>Whether a caller with an open tunnel would still be let in after the trust bundle changed.</summary>
public static class CallerTrust
{
    /// <summary>Checks its certificate against a bundle. The handshake's intermediates are gone, so a certificate that needs them does not pass.</summary>
    /// <returns>Null when it is trusted; else why not, for logs.</returns>
    public static string? Problem(Connection connection, ImmutableArray<ReadOnlyMemory<byte>> roots, DateTimeOffset now) =>
        connection.Tls is { PeerCertificate.IsEmpty: false } tls ? ClientChain.Problem([tls.PeerCertificate], roots, now) : "it showed no certificate";
}
