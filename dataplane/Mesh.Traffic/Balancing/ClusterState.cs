namespace Mesh.Traffic.Balancing;

/// <summary>What a cluster remembers across snapshots. Thread-safe.</summary>
public sealed class ClusterState
{
    private int _turn;

    internal uint NextTurn() => (uint)Interlocked.Increment(ref _turn);
}
