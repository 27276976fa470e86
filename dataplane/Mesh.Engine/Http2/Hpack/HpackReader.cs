namespace Mesh.Engine.Http2.Hpack;

/// <summary>Reads the primitives of a field block from its start to its end.</summary>
internal ref struct HpackReader
{
    /// <summary>Size of the smallest buffer for decoded strings.</summary>
    internal const int LeastScratch = 256;

    private readonly ReadOnlySpan<byte> _block;
    private int _position;

    internal HpackReader(ReadOnlySpan<byte> block) => _block = block;

    internal readonly bool IsAtEnd => _position == _block.Length;

    /// <summary>The next byte, not taken; not at the end.</summary>
    internal readonly byte Next => _block[_position];

    /// <summary>Takes an integer whose first byte has <paramref name="prefixBits"/> bits of it.</summary>
    internal bool TryReadInteger(int prefixBits, out int value) => HpackInteger.TryRead(_block, ref _position, prefixBits, out value);

    /// <summary>Takes a string, RFC 7541 §5.2; what is Huffman-coded is decoded into <paramref name="scratch"/>.</summary>
    internal bool TryReadString(ref byte[] scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (IsAtEnd)
            return false;
        var isHuffman = (Next & 0x80) != 0;
        if (!TryReadInteger(7, out var length) || length > _block.Length - _position)
            return false;
        var bytes = _block.Slice(_position, length);
        _position += length;
        value = bytes;
        return !isHuffman || TryDecode(bytes, ref scratch, out value);
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, ref byte[] scratch, out ReadOnlySpan<byte> value)
    {
        var bound = HuffmanDecoder.MaxDecodedLength(bytes.Length);
        if (scratch.Length < bound)
            scratch = new byte[Math.Max(Math.Max(bound, LeastScratch), scratch.Length * 2)];
        var valid = HuffmanDecoder.TryDecode(bytes, scratch, out var written);
        value = scratch.AsSpan(0, written);
        return valid;
    }
}
