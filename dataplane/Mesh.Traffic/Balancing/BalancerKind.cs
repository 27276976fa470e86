namespace Mesh.Traffic.Balancing;

/// <summary>How an endpoint is chosen.</summary>
public enum BalancerKind
{
    /// <summary>The better of two random endpoints by latency (peak EWMA) times requests in flight.</summary>
    PeakEwma,

    /// <summary>The better of two random endpoints by requests in flight.</summary>
    LeastRequest,

    /// <summary>In turn.</summary>
    RoundRobin,

    /// <summary>At random.</summary>
    Random,
}
