using System.Globalization;
using System.Text;
using Mesh.Bench.Measuring;

namespace Mesh.Bench.Reports;

/// <summary>The result for people: a table per scenario, with the ratios that matter.</summary>
internal static class MarkdownReport
{
    private static readonly string[] References = ["nginx", "haproxy-h2"];

    public static string Render(IReadOnlyList<Measurement> measurements, int rounds, double seconds)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # Proxy pairs, side by side

            Medians of {rounds} interleaved rounds of {seconds} s. All on one machine with {Environment.ProcessorCount} processors, which the generator and the
            application share with the proxies: compare within a table only. CPU is that of both proxies per request, divided by two. Memory is the larger proxy's.

            """));
        foreach (var scenario in measurements.GroupBy(measurement => measurement.Scenario))
        {
            Table(text, scenario.Key, [.. scenario]);
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, string scenario, Measurement[] rows)
    {
        var references = References.Where(name => rows.Any(row => row.Pair == name)).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"\n## {scenario}\n\n| pair | {Unit(scenario)} |");
        AppendEach(text, references, name => $" × {name} |");
        text.Append(" CPU µs |");
        AppendEach(text, references, name => $" × {name} |");
        text.Append(" p50 ms | added | p90 | p99 | p99.9 | max | MB idle | load | errors |\n|---|");
        text.Insert(text.Length, "---|", 11 + (2 * references.Length)).Append('\n');
        foreach (var row in rows)
        {
            Row(text, row, [.. references.Select(name => rows.First(other => other.Pair == name))], rows.FirstOrDefault(other => other.Pair == "direct"));
        }
    }

    private static void Row(StringBuilder text, Measurement row, Measurement[] references, Measurement? direct)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {row.Pair} | {row.Rps:0.#} |");
        AppendEach(text, references, other => $" {Ratio(row.Rps, other.Rps)} |");
        text.Append(CultureInfo.InvariantCulture, $" {row.CpuUsPerRequestHop:0.0} |");
        AppendEach(text, references, other => $" {Ratio(row.CpuUsPerRequestHop, other.CpuUsPerRequestHop)} |");
        var added = direct is null ? "" : (row.P50Ms - direct.P50Ms).ToString("0.00", CultureInfo.InvariantCulture);
        text.Append(CultureInfo.InvariantCulture,
            $" {row.P50Ms:0.00} | {added} | {row.P90Ms:0.00} | {row.P99Ms:0.00} | {row.P999Ms:0.00} | {row.MaxMs:0.0} | {row.RssIdleMb:0} | {row.RssLoadMb:0} | {row.Errors} |\n");
    }

    private static void AppendEach<T>(StringBuilder text, IEnumerable<T> items, Func<T, string> cell)
    {
        foreach (var item in items)
        {
            text.Append(cell(item));
        }
    }

    private static string Ratio(double value, double reference) =>
        value <= 0 || reference <= 0 ? "–" : (value / reference).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Unit(string scenario) => scenario switch
    {
        "tcp-bulk" => "MiB/s",
        "tcp-connect" => "connections/s",
        _ => "requests/s",
    };
}
