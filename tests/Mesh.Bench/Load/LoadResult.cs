using HdrHistogram;

namespace Mesh.Bench.Load;

/// <summary>What a generator saw in its measured window.</summary>
internal sealed class LoadResult
{
    private const long Longest = 600_000_000_000;

    /// <summary>Latencies in nanoseconds, from the moment at which a request was due.</summary>
    public LongHistogram Latencies { get; } = new(1, Longest, 3);

    /// <summary>Answered in the window.</summary>
    public long Requests { get; set; }

    /// <summary>Refused, reset, not 200, or never answered.</summary>
    public long Errors { get; set; }

    /// <summary>How long the window was, in seconds.</summary>
    public double Seconds { get; set; }

    public void Record(long nanoseconds) => Latencies.RecordValue(Math.Clamp(nanoseconds, 1, Longest));

    /// <summary>All of them in one: the first.</summary>
    public static LoadResult Sum(IReadOnlyList<LoadResult> results)
    {
        foreach (var other in results.Skip(1))
        {
            results[0].Add(other);
        }

        return results[0];
    }

    private void Add(LoadResult other)
    {
        Latencies.Add(other.Latencies);
        Requests += other.Requests;
        Errors += other.Errors;
    }
}
