using Mesh.Engine.Http2;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;

namespace Mesh.Tunnel.Pools;

/// <summary>What all tunnels that a loop opens have in common.</summary>
public sealed record TunnelPoolOptions
{
    /// <summary>Options of the TCP connections. Default: the system's.</summary>
    public TcpOptions Tcp { get; init; } = TcpOptions.Default;

    /// <summary>HTTP/2 settings, of <see cref="Limits.TunnelLimits"/>.</summary>
    public required Http2Options Http2 { get; init; }

    /// <summary>Told of each finished handshake, whoever the peer turns out to be. Default: nobody is.</summary>
    public Action<TlsSession> OnHandshake { get; init; } = static _ => { };

    /// <summary>How much longer than for a TCP connection a request waits for its stream.</summary>
    public required TimeSpan StreamTimeout { get; init; }

    /// <summary>Clock for certificates' ends.</summary>
    public required TimeProvider Time { get; init; }
}
