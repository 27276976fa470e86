using HdrHistogram;
using Mesh.Bench.Load;

namespace Mesh.Bench.Measuring;

/// <summary>What one run of a scenario on a pair gave. Property names are the JSON's, in snake case; their units are in the names.</summary>
internal sealed record Measurement
{
    /// <summary>Fewer latencies than this say nothing of their 99th percentile.</summary>
    public const int LeastForP99 = 2000;

    public required string Pair { get; init; }

    public required string Scenario { get; init; }

    /// <summary>From 0.</summary>
    public int Round { get; init; }

    /// <summary>Requests (tcp-bulk: mebibytes, tcp-connect: connections) per second.</summary>
    public double Rps { get; init; }

    public long Errors { get; init; }

    /// <summary>Processor time of both proxies per request, divided by two. Zero for direct.</summary>
    public double CpuUsPerRequestHop { get; init; }

    /// <summary>How many latencies the percentiles are of.</summary>
    public long Samples { get; init; }

    public double P50Ms { get; init; }

    public double P90Ms { get; init; }

    /// <summary>Null with fewer than <see cref="LeastForP99"/> samples.</summary>
    public double? P99Ms { get; init; }

    public double MaxMs { get; init; }

    public double RssIdleMb { get; init; }

    public double RssLoadMb { get; init; }

    /// <summary>A minute after h1-1000c; null elsewhere.</summary>
    public double? RssAfterMb { get; init; }

    public static Measurement Of(string pair, string scenario, int round, LoadResult load, HopUsage usage, double idleMib) => new()
    {
        Pair = pair,
        Scenario = scenario,
        Round = round,
        Rps = Rounded(load.Requests / load.Seconds),
        Errors = load.Errors,
        CpuUsPerRequestHop = load.Requests == 0 ? 0 : Rounded(usage.CpuSeconds * 1e6 / load.Requests / 2),
        Samples = load.Latencies.TotalCount,
        P50Ms = Percentile(load, 50),
        P90Ms = Percentile(load, 90),
        P99Ms = load.Latencies.TotalCount < LeastForP99 ? null : Percentile(load, 99),
        MaxMs = Rounded(load.Latencies.GetMaxValue() / 1e6),
        RssIdleMb = Rounded(idleMib),
        RssLoadMb = Rounded(usage.ResidentMib),
    };

    private static double Percentile(LoadResult load, double percentile) =>
        load.Latencies.TotalCount == 0 ? 0 : Rounded(load.Latencies.GetValueAtPercentile(percentile) / 1e6);

    private static double Rounded(double value) => Math.Round(value, 4);
}
