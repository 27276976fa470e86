namespace Mesh.Proxy.Memory;

/// <summary>Decides how near the process is to its limit. Pure.</summary>
internal static class MemoryRule
{
    private const int ShortPercent = 85;
    private const int CriticalPercent = 95;

    // Below this an episode is over: not at once, or each freed connection would end one.
    private const int CalmPercent = 75;

    /// <summary>The state that follows.</summary>
    /// <param name="now">The state so far.</param>
    /// <param name="used">Bytes in use, of the process or of its buffers.</param>
    /// <param name="limit">The limit of these.</param>
    internal static MemoryState Next(MemoryState now, long used, long limit)
    {
        var percent = used / Math.Max(1.0, limit) * 100;
        if (percent >= CriticalPercent)
            return MemoryState.Critical;
        if (percent >= ShortPercent)
            return MemoryState.Short;
        return now != MemoryState.Calm && percent >= CalmPercent ? MemoryState.Short : MemoryState.Calm;
    }
}
