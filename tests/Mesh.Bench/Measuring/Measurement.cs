using HdrHistogram;
using Mesh.Bench.Load;

namespace Mesh.Bench.Measuring;

/// <summary>One line of the result. Property names are the JSON's, in snake case; their units are in the names.</summary>
internal sealed record Measurement
{
    public required string Pair { get; init; }

    public required string Scenario { get; init; }

    /// <summary>Requests (tcp-bulk: mebibytes, tcp-connect: connections) per second.</summary>
    public double Rps { get; init; }

    public long Errors { get; init; }

    /// <summary>Processor time of both proxies per request, divided by two. Zero for direct.</summary>
    public double CpuUsPerRequestHop { get; init; }

    public double P50Ms { get; init; }

    public double P90Ms { get; init; }

    public double P99Ms { get; init; }

    public double P999Ms { get; init; }

    public double MaxMs { get; init; }

    public double RssIdleMb { get; init; }

    public double RssLoadMb { get; init; }

    public static Measurement Of(string pair, string scenario, LoadResult load, HopUsage usage, double idleMib) => new()
    {
        Pair = pair,
        Scenario = scenario,
        Rps = Rounded(load.Requests / load.Seconds),
        Errors = load.Errors,
        CpuUsPerRequestHop = load.Requests == 0 ? 0 : Rounded(usage.CpuSeconds * 1e6 / load.Requests / 2),
        P50Ms = Percentile(load, 50),
        P90Ms = Percentile(load, 90),
        P99Ms = Percentile(load, 99),
        P999Ms = Percentile(load, 99.9),
        MaxMs = Rounded(load.Latencies.GetMaxValue() / 1e6),
        RssIdleMb = Rounded(idleMib),
        RssLoadMb = Rounded(usage.ResidentMib),
    };

    /// <summary>The median of each figure over rounds; errors are added up.</summary>
    public static Measurement MedianOf(IReadOnlyList<Measurement> rounds) => rounds[0] with
    {
        Rps = Median(rounds, round => round.Rps),
        Errors = rounds.Sum(round => round.Errors),
        CpuUsPerRequestHop = Median(rounds, round => round.CpuUsPerRequestHop),
        P50Ms = Median(rounds, round => round.P50Ms),
        P90Ms = Median(rounds, round => round.P90Ms),
        P99Ms = Median(rounds, round => round.P99Ms),
        P999Ms = Median(rounds, round => round.P999Ms),
        MaxMs = Median(rounds, round => round.MaxMs),
        RssLoadMb = Median(rounds, round => round.RssLoadMb),
    };

    private static double Percentile(LoadResult load, double percentile) =>
        load.Latencies.TotalCount == 0 ? 0 : Rounded(load.Latencies.GetValueAtPercentile(percentile) / 1e6);

    private static double Rounded(double value) => Math.Round(value, 3);

    private static double Median(IReadOnlyList<Measurement> rounds, Func<Measurement, double> figure)
    {
        var sorted = rounds.Select(figure).Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : Rounded((sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2);
    }
}
