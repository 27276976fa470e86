namespace Mesh.Engine.Http2.Hpack;

/// <summary>
/// Encodes the field blocks of one connection in order, RFC 7541. Fields that come again are put into the dynamic table when they
/// come the second time; credentials and cookies never. Strings are sent as they are: in a mesh bytes cost less than the Huffman code's time.
/// </summary>
internal sealed class HpackEncoder
{
    /// <summary>What a field may need beside the bytes of its name and value.</summary>
    internal const int MaxFieldOverhead = 3 * HpackInteger.MaxEncodedLength;

    /// <summary>What a block may need beside its fields.</summary>
    internal const int MaxBlockOverhead = 2 * HpackInteger.MaxEncodedLength;

    // A larger table than the protocol's default is not used even if the peer allows it.
    private const int MaxTableSize = 4096;
    private const int DefaultTableSize = 4096;

    private readonly DynamicTable _table = new(DefaultTableSize);
    private readonly EncoderIndex _fields;
    private readonly EncoderIndex _names;
    private readonly RecentFields _recentFields = new();
    private readonly RecentFields _recentNames = new();
    private int _smallestSize = int.MaxValue;
    private int _wantedSize = DefaultTableSize;

    internal HpackEncoder()
    {
        _fields = new EncoderIndex(_table, MaxTableSize);
        _names = new EncoderIndex(_table, MaxTableSize);
    }

    /// <summary>The peer's SETTINGS_HEADER_TABLE_SIZE changed to <paramref name="size"/> bytes; told to it at the next block's beginning.</summary>
    internal void LimitTable(long size)
    {
        _wantedSize = (int)Math.Min(size, MaxTableSize);
        _smallestSize = Math.Min(_smallestSize, _wantedSize);
    }

    /// <summary>Begins a block; returns the bytes written, at most <see cref="MaxBlockOverhead"/>.</summary>
    internal int BeginBlock(Span<byte> destination)
    {
        var length = 0;
        // RFC 7541 §4.2: the smallest size in between has to be told too, because it evicts.
        if (_smallestSize < _wantedSize)
            length = ResizeTo(_smallestSize, destination);
        if (_wantedSize != _table.MaxSize)
            length += ResizeTo(_wantedSize, destination[length..]);
        _smallestSize = int.MaxValue;
        return length;
    }

    /// <summary>
    /// Encodes one field; returns the bytes written, at most the field's own and <see cref="MaxFieldOverhead"/>.
    /// </summary>
    /// <param name="destination">Has room for them.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="value">The field's value.</param>
    /// <param name="neverIndexed">Whether no hop may keep it in a table.</param>
    internal int Encode(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool neverIndexed = false)
    {
        var nameHash = FieldHash.Compute(name);
        var index = StaticTable.FindName(name, nameHash);
        if (neverIndexed || IsSensitive(index))
            return WriteLiteral(destination, 0x10, 4, index, name, value);
        if (index != 0 && StaticTable.FindValue(index, value) is var exact and > 0)
            return HpackInteger.Write(destination, 0x80, 7, exact);
        var fieldHash = FieldHash.Compute(value, nameHash);
        var age = _fields.FindField(fieldHash, name, value);
        if (age >= 0)
            return HpackInteger.Write(destination, 0x80, 7, IndexOf(age));
        var isRepeated = _recentFields.SeenBefore(fieldHash);
        if (index == 0)
        {
            var named = _names.FindName(nameHash, name);
            index = named < 0 ? 0 : IndexOf(named);
            // The value may be new each time, but then at least the name can be referred to.
            isRepeated |= named < 0 && _recentNames.SeenBefore(nameHash);
        }
        if (!isRepeated || !IsWorthKeeping(name, value))
            return WriteLiteral(destination, 0x00, 4, index, name, value);
        var length = WriteLiteral(destination, 0x40, 6, index, name, value);
        _table.Add(name, value);
        _fields.AddNewest(fieldHash);
        _names.AddNewest(nameHash);
        return length;
    }

    private static bool IsSensitive(int index) => index
        is StaticTable.Authorization or StaticTable.Cookie or StaticTable.ProxyAuthorization or StaticTable.SetCookie;

    private static int IndexOf(int age) => StaticTable.Count + 1 + age;

    private static int WriteLiteral(
        Span<byte> destination, int pattern, int prefixBits, int nameIndex, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var length = HpackInteger.Write(destination, pattern, prefixBits, nameIndex);
        if (nameIndex == 0)
            length += WriteString(destination[length..], name);
        return length + WriteString(destination[length..], value);
    }

    private static int WriteString(Span<byte> destination, ReadOnlySpan<byte> text)
    {
        var length = HpackInteger.Write(destination, 0x00, 7, text.Length);
        text.CopyTo(destination[length..]);
        return length + text.Length;
    }

    // One field must not push out all the others.
    private bool IsWorthKeeping(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        name.Length + value.Length + DynamicTable.EntryOverhead <= _table.MaxSize / 4;

    private int ResizeTo(int size, Span<byte> destination)
    {
        _table.Resize(size);
        return HpackInteger.Write(destination, 0x20, 5, size);
    }
}
