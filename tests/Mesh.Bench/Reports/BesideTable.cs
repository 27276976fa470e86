using Mesh.Bench.Scenarios;

namespace Mesh.Bench.Reports;

/// <summary>What bulk beside them does to requests, of each pair.</summary>
internal static class BesideTable
{
    public static string Render(IReadOnlyList<ScenarioRounds> scenarios)
    {
        var alone = scenarios.FirstOrDefault(scenario => scenario.Name == ScenarioCatalog.BesideNothing);
        var beside = scenarios.Where(scenario => scenario.Name is ScenarioCatalog.BesideTcp or ScenarioCatalog.BesideHttp).ToArray();
        if (alone is null || beside.Length == 0)
        {
            return "";
        }

        var table = new MarkdownTable(["pair", "p99 ms alone", .. beside.SelectMany(scenario => new[] { $"{scenario.Name} p50 ms", "p99 ms", "p99 × alone" })]);
        foreach (var pair in alone.Pairs)
        {
            table.Row(
            [
                pair, Cells.Number(alone.Median(pair, one => one.P99Ms), "0.00"),
                .. beside.SelectMany(scenario => new[]
                {
                    Cells.Number(scenario.Median(pair, one => one.P50Ms), "0.00"), Cells.Number(scenario.Median(pair, one => one.P99Ms), "0.00"),
                    Cells.Ratio(scenario.Ratio(pair, alone, one => one.P99Ms)),
                }),
            ]);
        }

        return $"\n## {ScenarioCatalog.Beside}\n{table}";
    }
}
