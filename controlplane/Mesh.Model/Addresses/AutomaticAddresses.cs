using System.Buffers.Binary;
using System.Net;

namespace Mesh.Model.Addresses;

/// <summary>The addresses the mesh gives a service that has none of its own.</summary>
/// <param name="V4">In 240.240.0.0/16.</param>
/// <param name="V6">In 2001:2::/48, with the same index.</param>
public sealed record AutomaticAddresses(IPAddress V4, IPAddress V6)
{
    /// <summary>The IPv4 range, reserved space that no network routes (RFC 1112, class E).</summary>
    public static IPNetwork V4Range { get; } = new(new IPAddress([240, 240, 0, 0]), 16);

    /// <summary>The IPv6 range, set aside for benchmarks (RFC 5180).</summary>
    public static IPNetwork V6Range { get; } = new(IPAddress.Parse("2001:2::"), 48);

    /// <summary>Highest index: 240.240.255.254. Index 0 and 65535 would be the range's network and broadcast address.</summary>
    internal const int LastIndex = 65534;

    /// <summary>The addresses of an index.</summary>
    /// <param name="index">1 to <see cref="LastIndex"/>.</param>
    internal static AutomaticAddresses Of(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, LastIndex);
        Span<byte> v6 = stackalloc byte[16];
        V6Range.BaseAddress.TryWriteBytes(v6, out _);
        BinaryPrimitives.WriteUInt16BigEndian(v6[14..], (ushort)index);
        return new AutomaticAddresses(new IPAddress([240, 240, (byte)(index >> 8), (byte)index]), new IPAddress(v6));
    }
}
