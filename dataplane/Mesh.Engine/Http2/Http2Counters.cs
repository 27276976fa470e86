namespace Mesh.Engine.Http2;

/// <summary>How often peers did what limits forbid, by <see cref="Http2Breach"/>. Thread-safe: connections of all loops may share one.</summary>
public sealed class Http2Counters
{
    private static readonly int Kinds = Enum.GetValues<Http2Breach>().Length;

    private readonly long[] _counts = new long[Kinds];

    /// <summary>How often.</summary>
    public long this[Http2Breach breach] => Interlocked.Read(ref _counts[(int)breach]);

    internal void Count(Http2Breach breach) => Interlocked.Increment(ref _counts[(int)breach]);
}
