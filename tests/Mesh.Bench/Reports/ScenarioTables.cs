using Mesh.Bench.Measuring;

namespace Mesh.Bench.Reports;

/// <summary>A scenario's two tables: medians of each pair, and the mesh's figures over the others'.</summary>
internal static class ScenarioTables
{
    private const string Subject = "mesh";

    public static string Render(ScenarioRounds rounds) => $"\n## {rounds.Name}\n{Medians(rounds)}{Ratios(rounds)}";

    private static MarkdownTable Medians(ScenarioRounds rounds)
    {
        var table = new MarkdownTable("pair", Unit(rounds.Name), "CPU µs", "p50 ms", "added", "p90", "added", "p99", "max", "MB idle", "load", "a minute after", "errors");
        foreach (var pair in rounds.Pairs)
        {
            string Cell(Func<Measurement, double?> figure, string format) => Cells.Number(rounds.Median(pair, figure), format);
            table.Row(
                pair, Cell(one => one.Rps, "0.#"), Cell(one => one.CpuUsPerRequestHop, "0.0"),
                Cell(one => one.P50Ms, "0.000"), Cell(rounds.Added(one => one.P50Ms), "0.000"), Cell(one => one.P90Ms, "0.000"), Cell(rounds.Added(one => one.P90Ms), "0.000"),
                Cell(one => one.P99Ms, "0.00"), Cell(one => one.MaxMs, "0.0"),
                Cell(one => one.RssIdleMb, "0"), Cell(one => one.RssLoadMb, "0"), Cell(one => one.RssAfterMb, "0"), Cells.Number(rounds.Of(pair).Sum(one => one.Errors), "0"));
        }

        return table;
    }

    private static string Ratios(ScenarioRounds rounds)
    {
        var others = rounds.Pairs.Where(pair => pair is not Subject and not "direct").ToArray();
        if (others.Length == 0 || !rounds.Pairs.Contains(Subject))
        {
            return "";
        }

        var table = new MarkdownTable([$"{Subject} ×", .. others, "best peer"]);
        Row(table, rounds, others, Unit(rounds.Name), one => one.Rps, moreIsBetter: true);
        Row(table, rounds, others, "CPU", one => one.CpuUsPerRequestHop);
        Row(table, rounds, others, "added p50", rounds.Added(one => one.P50Ms));
        Row(table, rounds, others, "added p90", rounds.Added(one => one.P90Ms));
        Row(table, rounds, others, "p99", one => one.P99Ms);
        return table.ToString();
    }

    private static void Row(MarkdownTable table, ScenarioRounds rounds, string[] others, string name, Func<Measurement, double?> figure, bool moreIsBetter = false)
    {
        var best = rounds.Best(figure, moreIsBetter);
        table.Row([name, .. others.Select(other => Cells.Ratio(rounds.Ratio(Subject, other, figure))), best is null ? "–" : $"{Cells.Ratio(rounds.Ratio(Subject, best, figure))} {best}"]);
    }

    private static string Unit(string scenario) => scenario switch
    {
        "tcp-bulk" => "MiB/s",
        "tcp-connect" or "tcp-connect-cold" => "connections/s",
        "start-ready" => "starts/s",
        _ => "requests/s",
    };
}
