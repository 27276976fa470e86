using Mesh.Bench.Measuring;
using Mesh.Bench.Reports;

namespace Mesh.Bench.Tests.Reports;

public sealed class ScenarioRoundsTests
{
    private static readonly ScenarioRounds Rounds = new("h1-64c",
    [
        One("direct", 0, p50: 1), One("direct", 1, p50: 3),
        One("mesh", 0, cpu: 10, p50: 2), One("mesh", 1, cpu: 40, p50: 4),
        One("nginx", 0, cpu: 20, p50: 5), One("nginx", 1, cpu: 80, p50: 7),
        One("haproxy-h2", 0, cpu: 15, p50: 9), One("haproxy-h2", 1, cpu: 20, p50: 9),
    ]);

    [Fact]
    public void Ratios_are_taken_within_a_round() => Assert.Equal(0.5, Rounds.Ratio("mesh", "nginx", one => one.CpuUsPerRequestHop)!.Value.High, 9);

    [Fact]
    public void Added_latency_is_over_direct_in_the_same_round()
    {
        Assert.Equal(1, Rounds.Median("mesh", Rounds.Added(one => one.P50Ms)));
        Assert.Equal(0.25, Rounds.Ratio("mesh", "nginx", Rounds.Added(one => one.P50Ms))!.Value.Mean, 9);
    }

    [Fact]
    public void The_best_peer_is_that_with_the_best_median_and_never_direct_or_the_mesh()
    {
        Assert.Equal("haproxy-h2", Rounds.Best(one => one.CpuUsPerRequestHop, moreIsBetter: false));
        Assert.Equal("nginx", Rounds.Best(one => one.CpuUsPerRequestHop, moreIsBetter: true));
    }

    [Fact]
    public void A_figure_that_a_round_lacks_is_left_out()
    {
        var rounds = new ScenarioRounds("rate-200", [One("mesh", 0) with { P99Ms = 4 }, One("mesh", 1), One("nginx", 0) with { P99Ms = 2 }, One("nginx", 1)]);

        Assert.Equal(2, rounds.Ratio("mesh", "nginx", one => one.P99Ms)!.Value.Mean, 9);
        Assert.Null(rounds.Best(one => one.RssAfterMb, moreIsBetter: false));
    }

    [Fact]
    public void The_tables_show_ratios_with_intervals_and_name_the_best_peer()
    {
        var text = ScenarioTables.Render(Rounds);

        Assert.Contains("| mesh × | nginx | haproxy-h2 | best peer |", text, StringComparison.Ordinal);
        Assert.Contains("| CPU | 0.50 [0.50, 0.50] | ", text, StringComparison.Ordinal);
        Assert.Contains(" haproxy-h2 |\n", text, StringComparison.Ordinal);
    }

    private static Measurement One(string pair, int round, double cpu = 0, double p50 = 0) =>
        new() { Pair = pair, Scenario = "h1-64c", Round = round, CpuUsPerRequestHop = cpu, P50Ms = p50, Rps = 100 };
}
