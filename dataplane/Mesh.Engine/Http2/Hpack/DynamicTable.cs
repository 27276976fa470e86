using System.Numerics;

namespace Mesh.Engine.Http2.Hpack;

/// <summary>
/// The dynamic table of RFC 7541 §2.3.2: fields in a ring, their bytes in one arena that grows with use up to twice the table's
/// limit and is compacted when its end is reached.
/// </summary>
internal sealed class DynamicTable
{
    /// <summary>What an entry counts beside its bytes, RFC 7541 §4.1.</summary>
    internal const int EntryOverhead = 32;

    private const int InitialArena = 512;
    private const int InitialEntries = 16;

    private Entry[] _entries = [];
    private byte[] _arena = [];
    private int _oldest;
    private int _arenaEnd;

    internal DynamicTable(int maxSize) => MaxSize = maxSize;

    /// <summary>Entries in the table.</summary>
    internal int Count { get; private set; }

    /// <summary>Entries ever added, modulo 2^32.</summary>
    internal uint Added { get; private set; }

    /// <summary>Size as RFC 7541 §4.1 counts it.</summary>
    internal int Size { get; private set; }

    /// <summary>The current limit of <see cref="Size"/>.</summary>
    internal int MaxSize { get; private set; }

    /// <summary>Name of the entry added <paramref name="age"/> additions ago; 0 is the newest.</summary>
    internal ReadOnlySpan<byte> NameAt(int age)
    {
        ref readonly var entry = ref EntryAt(age);
        return _arena.AsSpan(entry.Offset, entry.NameLength);
    }

    /// <summary>Value of the entry added <paramref name="age"/> additions ago.</summary>
    internal ReadOnlySpan<byte> ValueAt(int age)
    {
        ref readonly var entry = ref EntryAt(age);
        return _arena.AsSpan(entry.Offset + entry.NameLength, entry.ValueLength);
    }

    /// <summary>What was said of the entry added <paramref name="age"/> additions ago.</summary>
    internal bool IsCheckedAt(int age) => EntryAt(age).IsChecked;

    /// <summary>Changes the limit, evicting what no longer fits.</summary>
    internal void Resize(int maxSize)
    {
        MaxSize = maxSize;
        EvictTo(maxSize);
    }

    /// <summary>Adds an entry. One that is larger than the table empties it and is not kept. The spans must not come from this table.</summary>
    internal void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isChecked = false)
    {
        var size = name.Length + value.Length + EntryOverhead;
        EvictTo(Math.Max(0, MaxSize - size));
        if (size > MaxSize)
            return;
        if (Count == _entries.Length)
            GrowEntries();
        MakeRoom(name.Length + value.Length);
        name.CopyTo(_arena.AsSpan(_arenaEnd));
        value.CopyTo(_arena.AsSpan(_arenaEnd + name.Length));
        _entries[(_oldest + Count) & (_entries.Length - 1)] = new Entry(_arenaEnd, name.Length, value.Length, isChecked);
        _arenaEnd += name.Length + value.Length;
        Size += size;
        Count++;
        Added++;
    }

    private ref readonly Entry EntryAt(int age)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)age, (uint)Count, nameof(age));
        return ref _entries[(_oldest + Count - 1 - age) & (_entries.Length - 1)];
    }

    private void EvictTo(int size)
    {
        while (Size > size)
        {
            ref readonly var entry = ref _entries[_oldest];
            Size -= entry.Bytes + EntryOverhead;
            _oldest = (_oldest + 1) & (_entries.Length - 1);
            Count--;
        }
        if (Count == 0)
            _arenaEnd = 0;
    }

    private void MakeRoom(int bytes)
    {
        if (_arena.Length - _arenaEnd >= bytes)
            return;
        var live = Size - (Count * EntryOverhead);
        // Compacting in place pays only when it frees at least half.
        var wanted = Math.Max(InitialArena, (int)BitOperations.RoundUpToPowerOf2((uint)(live + bytes) * 2));
        var target = wanted <= _arena.Length ? _arena : new byte[wanted];
        var end = 0;
        for (var i = 0; i < Count; i++)
        {
            ref var entry = ref _entries[(_oldest + i) & (_entries.Length - 1)];
            _arena.AsSpan(entry.Offset, entry.Bytes).CopyTo(target.AsSpan(end));
            entry = entry with { Offset = end };
            end += entry.Bytes;
        }
        _arena = target;
        _arenaEnd = end;
    }

    private void GrowEntries()
    {
        var larger = new Entry[Math.Max(InitialEntries, _entries.Length * 2)];
        for (var i = 0; i < Count; i++)
            larger[i] = _entries[(_oldest + i) & (_entries.Length - 1)];
        _entries = larger;
        _oldest = 0;
    }

    private readonly record struct Entry(int Offset, int NameLength, int ValueLength, bool IsChecked)
    {
        internal int Bytes => NameLength + ValueLength;
    }
}
