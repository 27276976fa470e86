using System.Text;

namespace Mesh.TestKit.Tunnels;

/// <summary>Header fields on the wire (RFC 7541) without tables and Huffman codes: the client announces a table of size 0, and proxies code no strings.</summary>
internal static class FieldBlock
{
    // Static table entries that a response may refer to (RFC 7541 appendix A).
    private static readonly Dictionary<int, (string Name, string Value)> Static = new()
    {
        [8] = (":status", "200"), [9] = (":status", "204"), [12] = (":status", "400"), [13] = (":status", "404"), [14] = (":status", "500"),
        [28] = ("content-length", ""), [31] = ("content-type", ""), [33] = ("date", ""), [54] = ("server", ""), [57] = ("transfer-encoding", ""),
    };

    internal static byte[] Encode(IEnumerable<(string Name, string Value)> fields)
    {
        var block = new List<byte>();
        foreach (var (name, value) in fields)
        {
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }
        return [.. block];
    }

    internal static Dictionary<string, string> Decode(ReadOnlySpan<byte> block)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var position = 0; position < block.Length;)
        {
            var first = block[position];
            if (first >= 0x80)
            {
                var (name, value) = Static[ReadNumber(block, ref position, 7)];
                fields[name] = value;
            }
            else if (first is >= 0x20 and < 0x40)
            {
                _ = ReadNumber(block, ref position, 5);
            }
            else
            {
                var index = ReadNumber(block, ref position, first >= 0x40 ? 6 : 4);
                var name = index == 0 ? ReadText(block, ref position) : Static[index].Name;
                fields[name] = ReadText(block, ref position);
            }
        }
        return fields;
    }

    private static void AddText(List<byte> block, string text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, 126);
        block.Add((byte)text.Length);
        block.AddRange(Encoding.ASCII.GetBytes(text));
    }

    private static string ReadText(ReadOnlySpan<byte> block, ref int position)
    {
        if (block[position] >= 0x80)
            throw new NotSupportedException("a string in the Huffman code");
        var length = ReadNumber(block, ref position, 7);
        position += length;
        return Encoding.ASCII.GetString(block.Slice(position - length, length));
    }

    private static int ReadNumber(ReadOnlySpan<byte> block, ref int position, int prefixBits)
    {
        var limit = (1 << prefixBits) - 1;
        var number = block[position++] & limit;
        if (number < limit)
            return number;
        for (var shift = 0; ; shift += 7)
        {
            var next = block[position++];
            number += (next & 0x7F) << shift;
            if (next < 0x80)
                return number;
        }
    }
}
