using System.Buffers.Binary;
using System.Runtime.CompilerServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <summary><c>sockaddr_in</c> or <c>sockaddr_in6</c>.</summary>
internal unsafe struct NativeAddress
{
    internal const int Capacity = 28;

    private const int V4Length = 16;
    private const int PortOffset = 2;
    private const int V4Offset = 4;
    private const int V6Offset = 8;

    private fixed byte _bytes[Capacity];

    /// <summary>Bytes in use; a system call that fills the structure starts with <see cref="Capacity"/>.</summary>
    internal int Length;

    internal void* Pointer => Unsafe.AsPointer(ref _bytes[0]);

    /// <summary>An empty structure for a system call to fill; it must live on the stack.</summary>
    internal static NativeAddress ForResult() => new() { Length = Capacity };

    /// <summary>Converts; IPv4 becomes an IPv4-mapped address when <paramref name="asV6"/>.</summary>
    internal static NativeAddress From(IpEndpoint endpoint, bool asV6)
    {
        var native = new NativeAddress();
        var bytes = new Span<byte>(native._bytes, Capacity);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], endpoint.Port);
        if (endpoint.IsV4 && !asV6)
        {
            Unsafe.WriteUnaligned(ref bytes[0], (ushort)Libc.FamilyV4);
            endpoint.WriteAddress(bytes[V4Offset..]);
            native.Length = V4Length;
            return native;
        }
        Unsafe.WriteUnaligned(ref bytes[0], (ushort)Libc.FamilyV6);
        endpoint.WriteMappedAddress(bytes[V6Offset..]);
        native.Length = Capacity;
        return native;
    }

    internal IpEndpoint ToEndpoint()
    {
        fixed (byte* start = _bytes)
        {
            var bytes = new ReadOnlySpan<byte>(start, Capacity);
            var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[PortOffset..]);
            return Unsafe.ReadUnaligned<ushort>(ref *start) switch
            {
                Libc.FamilyV4 => new IpEndpoint(bytes.Slice(V4Offset, 4), port),
                Libc.FamilyV6 => new IpEndpoint(bytes.Slice(V6Offset, 16), port),
                _ => default,
            };
        }
    }
}
