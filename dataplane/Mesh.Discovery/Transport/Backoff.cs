namespace Mesh.Discovery.Transport;

/// <summary>Waits between attempts: doubling, with full jitter in the upper half so that proxies do not return together.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private const int MaxDoublings = 30;
    private int _failures;

    /// <summary>An attempt worked.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The wait after one more failure: between half of the doubled first wait and all of it.</summary>
    public TimeSpan Next()
    {
        var ceiling = Math.Min(longest.Ticks, first.Ticks * (double)(1L << Math.Min(_failures, MaxDoublings)));
        _failures++;
        return TimeSpan.FromTicks((long)(ceiling * (0.5 + (0.5 * random.NextDouble()))));
    }
}
