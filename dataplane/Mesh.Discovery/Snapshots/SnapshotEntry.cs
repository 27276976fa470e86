namespace Mesh.Discovery.Snapshots;

/// <summary>An answer in a snapshot and the mark that it was used.</summary>
internal readonly record struct SnapshotEntry<T>(Lookup<T> Answer, UseMark Mark)
    where T : class
{
    public Lookup<T> Use()
    {
        Mark.Set();
        return Answer;
    }
}
