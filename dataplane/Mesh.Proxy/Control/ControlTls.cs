using System.Collections.Immutable;
using System.Security.Cryptography;
using Mesh.Discovery.Transport;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;
using Mesh.Tunnel.Peers;

namespace Mesh.Proxy.Control;

/// <summary>What <see cref="ControlSecurity"/> says, for the engine: OpenSSL verifies chain and validity, the identity is compared here.</summary>
internal static class ControlTls
{
    private const int HandshakeTimeoutMilliseconds = 5000;

    /// <summary>A context for connections; keeps a copy of the key.</summary>
    internal static TlsContext CreateContext(ControlSecurity security)
    {
        var options = new TlsClientOptions
        {
            ApplicationProtocols = ["h2"],
            HandshakeTimeoutMilliseconds = HandshakeTimeoutMilliseconds,
            AcceptAnyServer = security.Bundle is null,
        };
        byte[] key = security.Own is { } own ? own.PrivateKey.ToArray() : [];
        try
        {
            return TlsContext.CreateClient(
                new TlsCredentials { Chain = security.Own?.Chain ?? [], PrivateKey = key, Roots = security.Bundle?.Roots ?? [] }, options);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Looks at who answered, before any request is sent: null when it is the one that is meant.</summary>
    internal static string? Refusal(ControlSecurity security, Connection connection) =>
        security.Server is { } server ? PeerCheck.OfCallee(connection, ImmutableArray.Create(server)) : null;
}
