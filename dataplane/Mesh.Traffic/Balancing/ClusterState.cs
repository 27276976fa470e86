namespace Mesh.Traffic.Balancing;

/// <summary>What a cluster remembers across snapshots. Thread-safe.</summary>
public sealed class ClusterState
{
    private int _turn;
    private int _failing;

    /// <summary>Endpoints whose last connection attempt failed. A hint: it may briefly be off, never for long.</summary>
    public int FailingEndpoints => Volatile.Read(ref _failing);

    internal uint NextTurn() => (uint)Interlocked.Increment(ref _turn);

    internal void EndpointFails() => Interlocked.Increment(ref _failing);

    internal void EndpointWorks() => Interlocked.Decrement(ref _failing);

    // Endpoints that leave the cluster while failing are never reported again; a scan that counted says how many there are.
    internal void Correct(int seen, int counted) => Interlocked.CompareExchange(ref _failing, counted, seen);
}
