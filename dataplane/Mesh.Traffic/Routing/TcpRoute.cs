namespace Mesh.Traffic.Routing;

/// <summary>Where a destination's TCP connections go.</summary>
public sealed class TcpRoute(ClusterSplit split)
{
    /// <summary>The clusters.</summary>
    public ClusterSplit Split { get; } = split;

    /// <summary>
    /// A connection without a byte in either direction for so long is reset; <see cref="Timeout.InfiniteTimeSpan"/> for never. Default null:
    /// as the proxy is set.
    /// </summary>
    public TimeSpan? IdleTimeout { get; init; }
}
