namespace Mesh.Engine.Http2;

/// <summary>
/// What the receive windows of many connections may grow together beyond what each has from its start. Thread-safe: connections of all loops
/// may share one.
/// </summary>
/// <param name="limit">Bytes, 0 or more; 0: no window grows.</param>
public sealed class WindowBudget(long limit)
{
    private long _reserved;

    /// <summary>The most bytes.</summary>
    public long Limit => limit;

    /// <summary>Bytes of credit that peers have, or may be given, because windows grew.</summary>
    public long Reserved => Interlocked.Read(ref _reserved);

    internal bool IsUsedUp => Reserved >= limit;

    /// <summary>Takes bytes; false, and nothing is taken, when they are not there.</summary>
    internal bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _reserved, bytes) <= limit)
            return true;
        Interlocked.Add(ref _reserved, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    internal void Release(long bytes) => Interlocked.Add(ref _reserved, -bytes);
}
