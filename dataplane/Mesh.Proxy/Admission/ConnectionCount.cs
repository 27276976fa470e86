namespace Mesh.Proxy.Admission;

/// <summary>Connections that are open, up to a limit. Thread-safe: loops share it.</summary>
internal sealed class ConnectionCount(int max)
{
    private int _open;

    /// <summary>Connections that are open now.</summary>
    internal int Open => Volatile.Read(ref _open);

    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= max)
            return true;
        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _open);
}
