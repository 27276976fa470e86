namespace Mesh.Engine.Loops;

/// <summary>What was asked for during a turn. Entries added while a batch runs belong to the next batch. Grows, never shrinks.</summary>
internal sealed class TurnQueue<T>
    where T : class
{
    private Entry[] _waiting = new Entry[16];
    private Entry[] _running = new Entry[16];

    internal int Count { get; private set; }

    internal void Add(T entry)
    {
        if (Count == _waiting.Length)
            Array.Resize(ref _waiting, Count * 2);
        _waiting[Count++].Value = entry;
    }

    /// <summary>Takes out all entries; the span is valid until the next call.</summary>
    internal Span<Entry> TakeBatch()
    {
        (_waiting, _running) = (_running, _waiting);
        var batch = _running.AsSpan(0, Count);
        Count = 0;
        return batch;
    }

    // A structure, because an array of objects checks the type of each that is stored.
    internal struct Entry
    {
        internal T? Value;
    }
}
