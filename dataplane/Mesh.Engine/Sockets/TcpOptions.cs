namespace Mesh.Engine.Sockets;

/// <summary>Options of TCP connections. TCP_NODELAY is always on: output is gathered per loop turn instead.</summary>
public sealed record TcpOptions
{
    /// <summary>No keep-alive, no user timeout.</summary>
    public static TcpOptions Default { get; } = new();

    /// <summary>Seconds of silence before the kernel probes the peer, and between probes; 0 (default) never probes.</summary>
    public int KeepAliveSeconds { get; init; }

    /// <summary>Unanswered probes after which the connection is lost. Default 3; used with <see cref="KeepAliveSeconds"/>.</summary>
    public int KeepAliveProbes { get; init; } = 3;

    /// <summary>Milliseconds that sent data may stay unacknowledged (TCP_USER_TIMEOUT, RFC 5482); 0 (default) leaves it to the system.</summary>
    public int UserTimeoutMilliseconds { get; init; }

    /// <summary>Firewall mark (SO_MARK), needs CAP_NET_ADMIN; 0 (default) for none.</summary>
    public int Mark { get; init; }
}
