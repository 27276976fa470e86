using System.Text;

namespace Mesh.Bench.Load.Grpc;

/// <summary>
/// A header block that an end sends again and again (RFC 7541): the first time its fields enter the dynamic table, from then on a byte
/// names each, as encoders of real clients and servers do it. Where the other end wants no table, they are literals.
/// </summary>
internal sealed class FieldBlocks
{
    private const byte LiteralIndexed = 0x40;
    private const byte Indexed = 0x80;
    private const byte LongIndex = 15;
    private const int DynamicBase = 62;

    private readonly List<byte> _first = [];
    private readonly List<byte> _literal = [];
    private readonly List<(byte Static, int Entry)> _fields = [];
    private int _entries;

    /// <summary>The bytes of the first time.</summary>
    public ReadOnlySpan<byte> First => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_first);

    /// <summary>The bytes that use no dynamic table.</summary>
    public ReadOnlySpan<byte> Literal => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_literal);

    /// <summary>Adds a field that is in the static table with its value.</summary>
    public FieldBlocks Static(byte index)
    {
        _first.Add((byte)(Indexed | index));
        _literal.Add((byte)(Indexed | index));
        _fields.Add((index, -1));
        return this;
    }

    /// <summary>Adds a field whose name is in the static table.</summary>
    public FieldBlocks Named(byte index, string value)
    {
        _first.Add((byte)(LiteralIndexed | index));
        _literal.AddRange(index < LongIndex ? [index] : [LongIndex, (byte)(index - LongIndex)]);
        return Entry(value);
    }

    /// <summary>Adds another field.</summary>
    public FieldBlocks New(string name, string value)
    {
        _first.Add(LiteralIndexed);
        _literal.Add(0);
        Text(name);
        return Entry(value);
    }

    /// <summary>The bytes of all later times.</summary>
    /// <param name="laterEntries">How many entries other blocks put into the table after this one's.</param>
    public byte[] Later(int laterEntries = 0) =>
        [.. _fields.Select(field => (byte)(Indexed | (field.Entry < 0 ? field.Static : DynamicBase + laterEntries + _entries - 1 - field.Entry)))];

    private FieldBlocks Entry(string value)
    {
        Text(value);
        _fields.Add((0, _entries++));
        return this;
    }

    private void Text(string text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, 126);
        foreach (var block in new[] { _first, _literal })
        {
            block.Add((byte)text.Length);
            block.AddRange(Encoding.ASCII.GetBytes(text));
        }
    }
}
