namespace Mesh.Traffic.Routing;

/// <summary>Where a destination's TCP connections go.</summary>
public sealed class TcpRoute(ClusterSplit split)
{
    /// <summary>The clusters.</summary>
    public ClusterSplit Split { get; } = split;

    /// <summary>A connection without a byte in either direction for so long is closed; null = never. Default 1 h (Envoy's).</summary>
    public TimeSpan? IdleTimeout { get; init; } = TimeSpan.FromHours(1);
}
