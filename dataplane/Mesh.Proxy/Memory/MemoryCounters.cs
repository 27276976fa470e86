namespace Mesh.Proxy.Memory;

/// <summary>What shortage of memory did, of all loops. Thread-safe.</summary>
internal sealed class MemoryCounters
{
    private long _episodes;
    private long _refused;

    /// <summary>Times that memory became short.</summary>
    internal long Episodes => Interlocked.Read(ref _episodes);

    /// <summary>Requests and connections that were refused.</summary>
    internal long Refused => Interlocked.Read(ref _refused);

    internal void OnEpisode() => Interlocked.Increment(ref _episodes);

    internal void OnRefused() => Interlocked.Increment(ref _refused);
}
