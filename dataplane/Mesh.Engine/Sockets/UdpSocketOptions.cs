namespace Mesh.Engine.Sockets;

/// <summary>Options of a <see cref="UdpSocket"/>.</summary>
public sealed record UdpSocketOptions
{
    /// <summary>Several sockets, one per loop, share the address (SO_REUSEPORT). Default false.</summary>
    public bool ReusePort { get; init; }

    /// <summary>A socket on an IPv6 address, usually <c>[::]</c>, takes IPv4 datagrams too. Default false.</summary>
    public bool DualStack { get; init; }
}
