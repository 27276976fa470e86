using Mesh.Engine.Sockets;

namespace Mesh.Proxy.Limits;

/// <summary>How TCP connections are watched, of the application, of other workloads and of tunnels.</summary>
internal sealed record TcpSettings
{
    /// <summary>
    /// <c>--tcp-idle-timeout DURATION|off</c>: without a byte in either direction for so long a TCP connection is reset. A route's own value
    /// goes first. Default 1 h.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// <c>--tcp-connect-timeout DURATION</c>: longest wait for the application, or for an address outside of the mesh, to accept a connection.
    /// A service's own value counts for its endpoints. Default 10 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>--tcp-keepalive DURATION|off</c>, whole seconds: silence before the kernel probes a peer, and between three probes. Default 30 s.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// <c>--tcp-user-timeout DURATION|off</c>: longest time that sent bytes may stay unacknowledged, or a peer may take none (RFC 5482).
    /// Default off: the system's.
    /// </summary>
    public TimeSpan UserTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>The same for sockets.</summary>
    internal TcpOptions Sockets => new()
    {
        KeepAliveSeconds = KeepAlive > TimeSpan.Zero ? (int)Math.Ceiling(KeepAlive.TotalSeconds) : 0,
        UserTimeoutMilliseconds = UserTimeout > TimeSpan.Zero ? (int)UserTimeout.TotalMilliseconds : 0,
    };
}
