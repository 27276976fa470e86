using System.Numerics;

namespace Mesh.Engine.Http2.Hpack;

/// <summary>
/// Finds the entries of an encoder's <see cref="DynamicTable"/> by hash. Chains run from newer to older entries, so evicted
/// ones need no removal: a chain ends where it meets one.
/// </summary>
internal sealed class EncoderIndex
{
    private readonly DynamicTable _table;
    private readonly uint _mask;
    private uint[] _buckets = [];
    private Link[] _links = [];

    /// <summary>Creates the index of a table whose limit never exceeds <paramref name="maxTableSize"/>.</summary>
    internal EncoderIndex(DynamicTable table, int maxTableSize)
    {
        _table = table;
        _mask = BitOperations.RoundUpToPowerOf2((uint)(maxTableSize / DynamicTable.EntryOverhead)) - 1;
    }

    /// <summary>Takes note of the table's newest entry, which has this hash.</summary>
    internal void AddNewest(uint hash)
    {
        if (_links.Length == 0)
        {
            _links = new Link[_mask + 1];
            _buckets = new uint[_mask + 1];
        }
        var id = _table.Added;
        ref var bucket = ref _buckets[hash & _mask];
        _links[id & _mask] = new Link(hash, bucket);
        bucket = id;
    }

    /// <summary>Age of the newest entry with this hash, name and value; -1 when there is none.</summary>
    internal int FindField(uint hash, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        for (var id = Newest(hash); IsLive(id); id = _links[id & _mask].Older)
        {
            var age = (int)(_table.Added - id);
            if (_links[id & _mask].Hash == hash && _table.ValueAt(age).SequenceEqual(value) && _table.NameAt(age).SequenceEqual(name))
                return age;
        }
        return -1;
    }

    /// <summary>Age of the newest entry with this hash and name; -1 when there is none.</summary>
    internal int FindName(uint hash, ReadOnlySpan<byte> name)
    {
        for (var id = Newest(hash); IsLive(id); id = _links[id & _mask].Older)
        {
            var age = (int)(_table.Added - id);
            if (_links[id & _mask].Hash == hash && _table.NameAt(age).SequenceEqual(name))
                return age;
        }
        return -1;
    }

    private uint Newest(uint hash) => _buckets.Length == 0 ? 0 : _buckets[hash & _mask];

    // Entries are numbered from 1, modulo 2^32.
    private bool IsLive(uint id) => _table.Added - id < (uint)_table.Count;

    private readonly record struct Link(uint Hash, uint Older);
}
