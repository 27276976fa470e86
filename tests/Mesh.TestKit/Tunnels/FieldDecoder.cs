using System.Text;

namespace Mesh.TestKit.Tunnels;

/// <summary>Reads the field blocks of one connection (RFC 7541), but for strings in the Huffman code, which proxies do not send.</summary>
internal sealed class FieldDecoder
{
    // Appendix A; what has no value there is only referred to by name.
    private static readonly (string Name, string Value)[] Static = [.. (
        ":authority= :method=GET :method=POST :path=/ :path=/index.html :scheme=http :scheme=https :status=200 :status=204 :status=206 "
        + ":status=304 :status=400 :status=404 :status=500 accept-charset= accept-encoding= accept-language= accept-ranges= accept= "
        + "access-control-allow-origin= age= allow= authorization= cache-control= content-disposition= content-encoding= content-language= "
        + "content-length= content-location= content-range= content-type= cookie= date= etag= expect= expires= from= host= if-match= "
        + "if-modified-since= if-none-match= if-range= if-unmodified-since= last-modified= link= location= max-forwards= "
        + "proxy-authenticate= proxy-authorization= range= referer= refresh= retry-after= server= set-cookie= strict-transport-security= "
        + "transfer-encoding= user-agent= vary= via= www-authenticate=").Split(' ').Select(entry => (entry.Split('=')[0], entry.Split('=')[1]))];

    // Newest first. What the sender would evict it does not refer to either.
    private readonly List<(string Name, string Value)> _dynamic = [];

    internal Dictionary<string, string> Decode(ReadOnlySpan<byte> block)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var position = 0; position < block.Length;)
        {
            var first = block[position];
            if (first is >= 0x20 and < 0x40)
            {
                if (ReadNumber(block, ref position, 5) == 0)
                    _dynamic.Clear();
                continue;
            }
            var (name, value) = ReadField(block, ref position, first);
            fields[name] = value;
        }
        return fields;
    }

    private (string Name, string Value) ReadField(ReadOnlySpan<byte> block, ref int position, byte first)
    {
        if (first >= 0x80)
            return At(ReadNumber(block, ref position, 7));
        var index = ReadNumber(block, ref position, first >= 0x40 ? 6 : 4);
        var name = index == 0 ? ReadText(block, ref position) : At(index).Name;
        var field = (name, ReadText(block, ref position));
        if (first >= 0x40)
            _dynamic.Insert(0, field);
        return field;
    }

    private (string Name, string Value) At(int index) => index <= Static.Length ? Static[index - 1] : _dynamic[index - Static.Length - 1];

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
