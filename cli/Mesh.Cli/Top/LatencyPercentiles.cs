using Mesh.Protos.Telemetry.V1;

namespace Mesh.Cli.Top;

/// <summary>Sums wire histograms and reads percentiles from them.</summary>
internal sealed class LatencyPercentiles
{
    private const int SubBuckets = 16;

    private readonly SortedDictionary<uint, ulong> _counts = [];
    private ulong _total;

    internal void Add(Histogram? histogram)
    {
        if (histogram is null)
            return;
        foreach (var (index, count) in histogram.Index.Zip(histogram.Count))
        {
            _counts[index] = _counts.GetValueOrDefault(index) + count;
            _total += count;
        }
    }

    /// <summary>Latency in milliseconds that <paramref name="percent"/> of the requests did not exceed, to within a bucket; null without requests.</summary>
    internal double? At(double percent)
    {
        if (_total == 0)
            return null;
        var rank = Math.Max(1, (ulong)Math.Ceiling(_total * percent / 100));
        ulong seen = 0;
        foreach (var (index, count) in _counts)
        {
            seen += count;
            if (seen >= rank)
                return Midpoint(index) / 1000;
        }
        return null;
    }

    // The inverse of mesh.telemetry.v1.Histogram's index.
    private static double Midpoint(uint index)
    {
        if (index < SubBuckets)
            return index;
        var exponent = (int)(index / SubBuckets) + 3;
        var width = Math.Pow(2, exponent - 4);
        return ((SubBuckets + (index % SubBuckets)) * width) + (width / 2);
    }
}
