using System.Text;

namespace Mesh.Protos.Tests.Wire;

/// <summary>
/// Writes the protobuf wire format from a notation that names only field numbers, without any generated code:
/// <c>1:"text" 2:7 3:{1:"inner"} 4:~00ff 5:!1.5</c> (text, varint, message, bytes, double).
/// </summary>
internal sealed class WireBytes(string notation)
{
    private int _at;

    public static byte[] Of(string notation) => new WireBytes(notation).ReadFields().ToArray();

    private List<byte> ReadFields()
    {
        var octets = new List<byte>();
        while (true)
        {
            while (_at < notation.Length && notation[_at] is ' ' or '\n' or '\r')
                _at++;
            if (_at == notation.Length || notation[_at] == '}')
                return octets;
            ReadField(octets);
        }
    }

    private void ReadField(List<byte> octets)
    {
        var number = ulong.Parse(Take(':'));
        switch (notation[_at])
        {
            case '"':
                _at++;
                Delimited(octets, number, Encoding.UTF8.GetBytes(Take('"')));
                break;
            case '~':
                _at++;
                Delimited(octets, number, Convert.FromHexString(Word()));
                break;
            case '{':
                _at++;
                var inner = ReadFields();
                _at++;
                Delimited(octets, number, inner);
                break;
            case '!':
                _at++;
                Varint(octets, (number << 3) | 1);
                octets.AddRange(BitConverter.GetBytes(double.Parse(Word())));
                break;
            default:
                Varint(octets, number << 3);
                Varint(octets, ulong.Parse(Word()));
                break;
        }
    }

    private string Take(char end)
    {
        var start = _at;
        _at = notation.IndexOf(end, start) + 1;
        return notation[start..(_at - 1)];
    }

    private string Word()
    {
        var start = _at;
        while (_at < notation.Length && notation[_at] is not (' ' or '}' or '\n' or '\r'))
            _at++;
        return notation[start.._at];
    }

    private static void Delimited(List<byte> octets, ulong number, IReadOnlyCollection<byte> content)
    {
        Varint(octets, (number << 3) | 2);
        Varint(octets, (ulong)content.Count);
        octets.AddRange(content);
    }

    private static void Varint(List<byte> octets, ulong value)
    {
        for (; value > 127; value >>= 7)
            octets.Add((byte)(value | 128));
        octets.Add((byte)value);
    }
}
