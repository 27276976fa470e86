namespace Mesh.Discovery.Snapshots;

/// <summary>Says that a subscription was used since the last sweep. Shared by all snapshots; written by any thread.</summary>
internal sealed class UseMark
{
    private bool _used;

    /// <summary>Writes only on the first use after a sweep, so that loops do not fight for the cache line.</summary>
    public void Set()
    {
        if (!Volatile.Read(ref _used))
            Volatile.Write(ref _used, true);
    }

    /// <summary>Whether it was set, clearing it.</summary>
    public bool Sweep()
    {
        var used = Volatile.Read(ref _used);
        if (used)
            Volatile.Write(ref _used, false);
        return used;
    }
}
