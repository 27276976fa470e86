using Mesh.Engine.Http2.Hpack;

namespace Mesh.Engine.Tests.Http2.Hpack;

/// <summary>Encodes bit by bit: slow and plain.</summary>
internal static class HuffmanEncoder
{
    private static readonly uint[] Codes = Assign();

    internal static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var bits = new List<bool>();
        foreach (var symbol in text)
            Append(bits, symbol);
        while (bits.Count % 8 != 0)
            bits.Add(true);
        return Pack(bits);
    }

    internal static void Append(List<bool> bits, int symbol)
    {
        for (var bit = HuffmanCode.Lengths[symbol] - 1; bit >= 0; bit--)
            bits.Add(((Codes[symbol] >> bit) & 1) != 0);
    }

    internal static byte[] Pack(List<bool> bits)
    {
        var bytes = new byte[(bits.Count + 7) / 8];
        for (var i = 0; i < bits.Count; i++)
        {
            if (bits[i])
                bytes[i / 8] |= (byte)(0x80 >> (i % 8));
        }
        return bytes;
    }

    private static uint[] Assign()
    {
        var codes = new uint[HuffmanCode.Lengths.Length];
        var code = 0u;
        for (var length = HuffmanCode.MinLength; length <= HuffmanCode.MaxLength; length++)
        {
            for (var symbol = 0; symbol < codes.Length; symbol++)
            {
                if (HuffmanCode.Lengths[symbol] == length)
                    codes[symbol] = code++;
            }
            code <<= 1;
        }
        return codes;
    }
}
