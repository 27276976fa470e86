using System.Diagnostics;

namespace Mesh.Engine.Http2.Hpack;

/// <summary>Decodes strings in the code of <see cref="HuffmanCode"/>, RFC 7541 §5.2.</summary>
internal static class HuffmanDecoder
{
    // Codes up to this length, nearly all of what is sent, take one look-up.
    private const int FastBits = 10;
    private const int Unused = 0;

    // Length in the high byte, symbol in the low one.
    private static readonly ushort[] Fast = new ushort[1 << FastBits];

    // For the canonical search: per length the end of its codes and the first of them, both left-aligned in 32 bits.
    private static readonly ulong[] End = new ulong[HuffmanCode.MaxLength + 1];
    private static readonly uint[] First = new uint[HuffmanCode.MaxLength + 1];
    private static readonly int[] Offset = new int[HuffmanCode.MaxLength + 1];
    private static readonly short[] Symbols = new short[HuffmanCode.EndOfString + 1];

    static HuffmanDecoder()
    {
        var code = 0UL;
        var next = 0;
        for (var length = HuffmanCode.MinLength; length <= HuffmanCode.MaxLength; length++)
        {
            First[length] = (uint)code;
            Offset[length] = next;
            for (var symbol = 0; symbol < HuffmanCode.Lengths.Length; symbol++)
            {
                if (HuffmanCode.Lengths[symbol] != length)
                    continue;
                Symbols[next++] = (short)symbol;
                if (length <= FastBits)
                    FillFast((uint)code, length, symbol);
                code += 1UL << (32 - length);
            }
            End[length] = code;
        }
        Debug.Assert(code == 1UL << 32, "The code is complete.");
    }

    /// <summary>The most bytes that <paramref name="encodedLength"/> encoded bytes can stand for.</summary>
    internal static int MaxDecodedLength(int encodedLength) => (int)((long)encodedLength * 8 / HuffmanCode.MinLength);

    /// <summary>Decodes <paramref name="source"/>; false when it is not valid. The destination must have room for <see cref="MaxDecodedLength"/>.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        written = 0;
        var window = 0UL;
        var available = 0;
        var position = 0;
        while (true)
        {
            for (; available <= 56 && position < source.Length; available += 8)
                window |= (ulong)source[position++] << (56 - available);
            // What is missing at the end reads as ones, like padding.
            var bits = (uint)(window >> 32);
            if (available < 32)
                bits |= uint.MaxValue >> available;
            var entry = Fast[bits >> (32 - FastBits)];
            var length = entry >> 8;
            var symbol = entry & 0xFF;
            if (entry == Unused)
                (length, symbol) = FindLong(bits);
            if (length > available)
                return available < 8 && bits == uint.MaxValue;
            if (symbol == HuffmanCode.EndOfString)
                return false;
            destination[written++] = (byte)symbol;
            window <<= length;
            available -= length;
        }
    }

    private static (int Length, int Symbol) FindLong(uint bits)
    {
        var length = FastBits + 1;
        while (bits >= End[length])
            length++;
        return (length, Symbols[Offset[length] + (int)((bits - First[length]) >> (32 - length))]);
    }

    private static void FillFast(uint code, int length, int symbol)
    {
        var start = (int)(code >> (32 - FastBits));
        Fast.AsSpan(start, 1 << (FastBits - length)).Fill((ushort)((length << 8) | symbol));
    }
}
