using System.Text;
using Mesh.Engine.Http2.Hpack;

namespace Mesh.Fuzz.Targets;

/// <summary>Encodes the fields of one block that a <see cref="Mesh.Engine.Tests.Http2.Hpack.TextSink"/> wrote down.</summary>
internal sealed class EncodingSink
{
    private readonly HpackEncoder _encoder;
    private byte[] _block = new byte[64 * 1024];
    private int _length;

    internal EncodingSink(HpackEncoder encoder)
    {
        _encoder = encoder;
        _length = encoder.BeginBlock(_block);
    }

    internal ReadOnlySpan<byte> Block => _block.AsSpan(0, _length);

    internal void Add(string field)
    {
        var isSecret = field.StartsWith('!');
        var text = isSecret ? field[1..] : field;
        // A name may itself hold the separator; any cut gives fields that print the same.
        var cut = text.IndexOf(": ", StringComparison.Ordinal);
        var (name, value) = (Encoding.Latin1.GetBytes(text[..cut]), Encoding.Latin1.GetBytes(text[(cut + 2)..]));
        if (_block.Length - _length < name.Length + value.Length + HpackEncoder.MaxFieldOverhead)
            Array.Resize(ref _block, (_block.Length * 2) + name.Length + value.Length);
        _length += _encoder.Encode(_block.AsSpan(_length), name, value, isSecret);
    }
}
