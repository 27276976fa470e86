using System.Runtime.CompilerServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <summary>
/// IP_PKTINFO and IPV6_PKTINFO control messages (RFC 3542 §6.2): which local address a datagram was sent to, and which one to
/// answer from. A socket bound to any address would otherwise answer from whatever address the route suggests.
/// </summary>
internal static unsafe class PacketInfo
{
    internal const int Capacity = 64;

    // struct cmsghdr: 8 bytes length, 4 bytes level, 4 bytes type; then the data, padded to 8 bytes.
    private const int HeaderLength = 16;
    private const int V4InfoLength = 12;
    private const int V4SourceOffset = 4;
    private const int V4DestinationOffset = 8;
    private const int V6InfoLength = 20;

    /// <summary>Writes the message that sets the source address; returns its padded length.</summary>
    internal static int Write(byte* control, IpEndpoint source, bool v4)
    {
        var infoLength = v4 ? V4InfoLength : V6InfoLength;
        var bytes = new Span<byte>(control, Capacity);
        bytes.Clear();
        Unsafe.WriteUnaligned(ref bytes[0], (ulong)(HeaderLength + infoLength));
        Unsafe.WriteUnaligned(ref bytes[8], v4 ? Libc.LevelV4 : Libc.LevelV6);
        Unsafe.WriteUnaligned(ref bytes[12], v4 ? Libc.V4PacketInfo : Libc.V6PacketInfo);
        if (v4)
            source.WriteAddress(bytes[(HeaderLength + V4SourceOffset)..]);
        else
            source.WriteMappedAddress(bytes[HeaderLength..]);
        return (HeaderLength + infoLength + 7) & ~7;
    }

    /// <summary>The local address a datagram was sent to; <paramref name="bound"/> when the kernel did not say.</summary>
    internal static IpEndpoint Read(byte* control, int length, IpEndpoint bound)
    {
        if (length < HeaderLength + V4InfoLength)
            return bound;
        var bytes = new ReadOnlySpan<byte>(control, length);
        var type = Unsafe.ReadUnaligned<int>(in bytes[12]);
        return Unsafe.ReadUnaligned<int>(in bytes[8]) switch
        {
            Libc.LevelV4 when type == Libc.V4PacketInfo => new IpEndpoint(bytes.Slice(HeaderLength + V4DestinationOffset, 4), bound.Port),
            Libc.LevelV6 when type == Libc.V6PacketInfo && length >= HeaderLength + V6InfoLength
                => new IpEndpoint(bytes.Slice(HeaderLength, 16), bound.Port),
            _ => bound,
        };
    }
}
