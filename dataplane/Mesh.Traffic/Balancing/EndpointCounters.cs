using System.Runtime.InteropServices;

namespace Mesh.Traffic.Balancing;

/// <summary>An endpoint's hot fields, kept off the cache lines of whatever lies before and after.</summary>
[StructLayout(LayoutKind.Explicit, Size = 160)]
internal struct EndpointCounters
{
    /// <summary>A <see cref="LatencySample"/>.</summary>
    [FieldOffset(64)]
    public long Latency;

    /// <summary>Time in nanoseconds until which no connection is tried.</summary>
    [FieldOffset(72)]
    public long PenaltyUntil;

    [FieldOffset(80)]
    public int InFlight;

    [FieldOffset(84)]
    public int ConnectFailures;
}
