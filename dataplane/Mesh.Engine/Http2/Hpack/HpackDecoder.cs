namespace Mesh.Engine.Http2.Hpack;

/// <summary>
/// Decodes the field blocks of one connection in order, RFC 7541. The work and memory of a block are bounded by its length and the
/// table's limit: nothing that a block refers to is copied here, and what to keep is the sink's decision.
/// </summary>
internal sealed class HpackDecoder
{
    private const int MaxKeptScratch = 16 * 1024;

    private readonly DynamicTable _table;
    private readonly int _maxTableSize;
    private byte[] _nameScratch = [];
    private byte[] _valueScratch = [];

    /// <summary>Creates a decoder with an empty table.</summary>
    /// <param name="maxTableSize">The SETTINGS_HEADER_TABLE_SIZE this side announced, in bytes. Default: the protocol's, 4096.</param>
    internal HpackDecoder(int maxTableSize = 4096)
    {
        _maxTableSize = maxTableSize;
        _table = new DynamicTable(maxTableSize);
    }

    /// <summary>The table, for tests.</summary>
    internal DynamicTable Table => _table;

    /// <summary>Decodes one complete block. False when it is not valid: the connection's table is then undefined (COMPRESSION_ERROR).</summary>
    internal bool TryDecode(ReadOnlySpan<byte> block, IFieldSink sink)
    {
        var reader = new HpackReader(block);
        if (!TryReadSizeUpdates(ref reader))
            return false;
        while (!reader.IsAtEnd)
        {
            if (!TryReadField(ref reader, sink))
                return false;
        }
        TrimScratch();
        return true;
    }

    // RFC 7541 §4.2: only at the beginning of a block.
    private bool TryReadSizeUpdates(ref HpackReader reader)
    {
        while (!reader.IsAtEnd && (reader.Next & 0xE0) == 0x20)
        {
            if (!reader.TryReadInteger(5, out var size) || size > _maxTableSize)
                return false;
            _table.Resize(size);
        }
        return true;
    }

    private bool TryReadField(ref HpackReader reader, IFieldSink sink)
    {
        var first = reader.Next;
        if ((first & 0x80) != 0)
            return TryReadIndexed(ref reader, sink);
        if ((first & 0xE0) == 0x20)
            return false;
        var keep = (first & 0x40) != 0;
        if (!reader.TryReadInteger(keep ? 6 : 4, out var index)
            || !TryReadName(ref reader, index, out var name)
            || !reader.TryReadString(ref _valueScratch, out var value))
            return false;
        var isChecked = sink.OnField(name, value, neverIndexed: !keep && (first & 0x10) != 0, isChecked: false);
        if (keep)
            _table.Add(name, value, isChecked);
        return true;
    }

    private bool TryReadIndexed(ref HpackReader reader, IFieldSink sink)
    {
        if (!reader.TryReadInteger(7, out var index) || index == 0)
            return false;
        if (index <= StaticTable.Count)
        {
            sink.OnField(StaticTable.NameAt(index), StaticTable.ValueAt(index), neverIndexed: false, isChecked: true);
            return true;
        }
        var age = index - StaticTable.Count - 1;
        if (age >= _table.Count)
            return false;
        sink.OnField(_table.NameAt(age), _table.ValueAt(age), neverIndexed: false, _table.IsCheckedAt(age));
        return true;
    }

    private bool TryReadName(ref HpackReader reader, int index, out ReadOnlySpan<byte> name)
    {
        if (index == 0)
            return reader.TryReadString(ref _nameScratch, out name);
        if (index <= StaticTable.Count)
        {
            name = StaticTable.NameAt(index);
            return true;
        }
        name = default;
        var age = index - StaticTable.Count - 1;
        if (age >= _table.Count)
            return false;
        // The entry may be evicted by the one that takes its name, RFC 7541 §4.4.
        var entry = _table.NameAt(age);
        if (_nameScratch.Length < entry.Length)
            _nameScratch = new byte[Math.Max(entry.Length, HpackReader.LeastScratch)];
        entry.CopyTo(_nameScratch);
        name = _nameScratch.AsSpan(0, entry.Length);
        return true;
    }

    private void TrimScratch()
    {
        if (_nameScratch.Length > MaxKeptScratch)
            _nameScratch = [];
        if (_valueScratch.Length > MaxKeptScratch)
            _valueScratch = [];
    }
}
