namespace Mesh.Traffic.Balancing;

/// <summary>How a cluster's endpoints are chosen.</summary>
public sealed record BalancerPolicy
{
    /// <summary>Peak EWMA with its defaults.</summary>
    public static BalancerPolicy Default { get; } = new();

    /// <value>Default <see cref="BalancerKind.PeakEwma"/>.</value>
    public BalancerKind Kind { get; init; } = BalancerKind.PeakEwma;

    /// <summary>Assumed latency of an endpoint that was never called.</summary>
    /// <value>Default 30 ms.</value>
    public TimeSpan DefaultRtt { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Time constant of the latency average: after so long an old value weighs 1/e.</summary>
    /// <value>Default 10 s, more than zero.</value>
    public TimeSpan Decay { get; init; } = TimeSpan.FromSeconds(10);
}
