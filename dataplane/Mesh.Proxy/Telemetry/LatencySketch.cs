using System.Numerics;

namespace Mesh.Proxy.Telemetry;

/// <summary>The telemetry service's log-linear histogram (mesh.telemetry.v1.Histogram): 16 buckets for each power of two of microseconds.</summary>
internal sealed class LatencySketch
{
    private const int SubBuckets = 16;

    // 2^36 µs are 19 hours; longer ones count as that.
    private const int MaxExponent = 36;

    private readonly uint[] _counts = new uint[BucketOf(1L << MaxExponent) + 1];

    /// <summary>Bucket of a latency.</summary>
    internal static int BucketOf(long microseconds)
    {
        if (microseconds < SubBuckets)
            return (int)Math.Max(0, microseconds);
        var exponent = BitOperations.Log2((ulong)microseconds);
        if (exponent >= MaxExponent)
            return SubBuckets * (MaxExponent - 3);
        return (SubBuckets * (exponent - 3)) + (int)((microseconds >> (exponent - 4)) & (SubBuckets - 1));
    }

    internal void Add(long microseconds) => _counts[BucketOf(microseconds)]++;

    internal void MergeInto(LatencySketch other)
    {
        for (var i = 0; i < _counts.Length; i++)
            other._counts[i] += _counts[i];
    }

    /// <summary>Buckets that are not empty.</summary>
    internal IEnumerable<(uint Index, ulong Count)> Buckets()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
                yield return ((uint)i, _counts[i]);
        }
    }
}
