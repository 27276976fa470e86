using System.Collections.Concurrent;

namespace Mesh.Discovery.Demand;

/// <summary>
/// What the proxy has asked for, bounded: beyond the capacity the least recently used is forgotten, what does not exist first. <see cref="Request"/> may be called by any thread, the rest by one.
/// </summary>
internal sealed class DemandSet<TKey>(int capacity)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, DemandEntry> _entries = new();
    private long _sweeps;

    /// <summary>What is asked for.</summary>
    public IEnumerable<KeyValuePair<TKey, DemandEntry>> Entries => _entries;

    public int Count => _entries.Count;

    /// <summary>Asks for a key; counts as a use.</summary>
    /// <returns>Whether it is new. When twice the capacity is asked for (nothing is forgotten while disconnected), it is not taken.</returns>
    public bool Request(TKey key)
    {
        if (_entries.TryGetValue(key, out var entry))
        {
            entry.Mark.Set();
            return false;
        }
        if (_entries.Count >= capacity * 2)
            return false;
        entry = new DemandEntry();
        entry.Mark.Set();
        return _entries.TryAdd(key, entry);
    }

    /// <summary>Asks for what was used before a restart, most recent first.</summary>
    public void Restore(IEnumerable<TKey> keys)
    {
        var age = 0L;
        foreach (var key in keys.Take(capacity))
            _entries.TryAdd(key, new DemandEntry { LastUse = --age });
    }

    /// <summary>Turns the marks since the last sweep into an order of use.</summary>
    public void Sweep()
    {
        _sweeps++;
        foreach (var (_, entry) in _entries)
        {
            if (entry.Mark.Sweep())
                entry.LastUse = _sweeps;
        }
    }

    /// <summary>Forgets what is beyond the capacity.</summary>
    /// <param name="isAbsent">Whether a key has a negative answer.</param>
    /// <returns>Whether anything was forgotten.</returns>
    public bool Trim(Func<TKey, bool> isAbsent)
    {
        var excess = _entries.Count - capacity;
        if (excess <= 0)
            return false;
        Sweep();
        var oldest = _entries.OrderByDescending(entry => isAbsent(entry.Key)).ThenBy(entry => entry.Value.LastUse).Take(excess).ToArray();
        foreach (var (key, _) in oldest)
            _entries.TryRemove(key, out _);
        return true;
    }

    /// <summary>All keys, most recently used first.</summary>
    public IEnumerable<TKey> ByUse() => _entries.OrderByDescending(entry => entry.Value.LastUse).Select(entry => entry.Key);
}
