using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Model.Addresses;

/// <summary>Joins networks without covering any other address.</summary>
internal static class NetworkAggregation
{
    private readonly record struct Block(UInt128 Start, int Free);

    /// <summary>The fewest networks that cover exactly the given addresses and networks: IPv4 first, then by address.</summary>
    public static ImmutableArray<IPNetwork> Aggregate(IEnumerable<IPNetwork> networks)
    {
        var families = networks.ToLookup(network => network.BaseAddress.AddressFamily);
        return
        [
            .. Join(families[AddressFamily.InterNetwork], 32),
            .. Join(families[AddressFamily.InterNetworkV6], 128),
        ];
    }

    /// <summary>The network of one address.</summary>
    public static IPNetwork Single(IPAddress address) =>
        new(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    private static IEnumerable<IPNetwork> Join(IEnumerable<IPNetwork> networks, int width)
    {
        var blocks = networks
            .Select(network => new Block(ToNumber(network.BaseAddress), width - network.PrefixLength))
            .OrderBy(block => block.Start)
            .ThenByDescending(block => block.Free);
        var joined = new Stack<Block>();
        foreach (var block in blocks)
        {
            if (!joined.TryPeek(out var last) || !Covers(last, block, width))
                Push(joined, block, width);
        }

        return joined.Reverse().Select(block => new IPNetwork(ToAddress(block.Start, width), width - block.Free));
    }

    // Two halves of a block become the block, which may be half of a larger one.
    private static void Push(Stack<Block> joined, Block block, int width)
    {
        while (block.Free < width && joined.TryPeek(out var last) && AreHalves(last, block))
        {
            joined.Pop();
            block = new Block(last.Start, block.Free + 1);
        }

        joined.Push(block);
    }

    private static bool AreHalves(Block one, Block other) =>
        one.Free == other.Free && (one.Start ^ other.Start) == UInt128.One << one.Free;

    private static bool Covers(Block outer, Block inner, int width) =>
        outer.Free >= inner.Free && (outer.Free == width || outer.Start >> outer.Free == inner.Start >> outer.Free);

    private static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    private static IPAddress ToAddress(UInt128 number, int width)
    {
        Span<byte> octets = stackalloc byte[width / 8];
        if (width == 32)
            BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)number);
        else
            BinaryPrimitives.WriteUInt128BigEndian(octets, number);
        return new IPAddress(octets);
    }
}
