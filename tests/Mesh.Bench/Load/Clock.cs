using System.Diagnostics;

namespace Mesh.Bench.Load;

/// <summary>Monotonic time in nanoseconds.</summary>
internal static class Clock
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public static long Now => (long)(Stopwatch.GetTimestamp() * NanosecondsPerTick);
}
