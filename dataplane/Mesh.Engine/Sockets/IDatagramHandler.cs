namespace Mesh.Engine.Sockets;

/// <summary>Receives the datagrams of a <see cref="UdpSocket"/>, on its loop.</summary>
public interface IDatagramHandler
{
    /// <summary>A datagram arrived.</summary>
    /// <param name="socket">The socket, to answer with.</param>
    /// <param name="datagram">Its payload, valid during the call; may be empty.</param>
    /// <param name="path">Where it came from and which local address it was sent to.</param>
    void OnDatagram(UdpSocket socket, ReadOnlySpan<byte> datagram, DatagramPath path);
}

/// <summary>The two ends of a datagram. A default <paramref name="Local"/> when sending lets the kernel choose.</summary>
/// <param name="Remote">The peer's address.</param>
/// <param name="Local">This host's address; its port is the socket's.</param>
public readonly record struct DatagramPath(IpEndpoint Remote, IpEndpoint Local);
