using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <summary>Options of a connection made by <see cref="TcpConnector"/>.</summary>
public sealed record TcpConnectOptions
{
    /// <summary>Plaintext from any local address.</summary>
    public static TcpConnectOptions Default { get; } = new();

    /// <summary>Local address to connect from; a port of 0 is chosen late (IP_BIND_ADDRESS_NO_PORT). Default null: the kernel chooses.</summary>
    public IpEndpoint? Bind { get; init; }

    /// <summary>Milliseconds to wait for the TCP connection. Default 10 000. The TLS handshake has its own limit in <see cref="TlsOptions"/>.</summary>
    public int ConnectTimeoutMilliseconds { get; init; } = 10_000;

    /// <summary>TLS to use, created by <see cref="TlsContext.CreateClient"/>. Default null: plaintext.</summary>
    public TlsContext? Tls { get; init; }

    /// <summary>The peer's session ticket, where <see cref="TlsOptions.AllowResumption"/> lets <see cref="Tls"/> use it. Default null: a full handshake.</summary>
    public TlsResumption? Resumption { get; init; }

    /// <summary>Options of the connection.</summary>
    public TcpOptions Tcp { get; init; } = TcpOptions.Default;
}
