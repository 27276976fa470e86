namespace Mesh.Engine.Sockets;

/// <summary>Most connections that listeners may have accepted and not closed yet, all of them together. Thread-safe: loops share it.</summary>
/// <param name="max">The limit, at least 1.</param>
/// <param name="refused">Called for each connection that is reset because of the limit, on the listener's loop. May be null.</param>
public sealed class ConnectionLimit(int max, Action? refused)
{
    private int _open;

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= max)
            return true;
        Leave();
        refused?.Invoke();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _open);
}
