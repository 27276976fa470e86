using System.Globalization;
using Mesh.Bench.Measuring;
using Mesh.TestKit.Programs;

namespace Mesh.Bench.Reports;

/// <summary>The result for people.</summary>
internal static class MarkdownReport
{
    public static string Render(IReadOnlyList<Measurement> measurements, BenchOptions options)
    {
        var scenarios = measurements.GroupBy(one => one.Scenario).Select(group => new ScenarioRounds(group.Key, [.. group])).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Proxy pairs, side by side

            {options.Rounds} interleaved rounds; medians of rounds. The peers are {(options.CapturesPeers ? "behind iptables REDIRECT as the mesh is" : "addressed on their own ports, without iptables")}.
            All on one machine with {Environment.ProcessorCount} processors, which the generator and the application share with the proxies: compare within a table only. CPU is
            that of both proxies per request, divided by two. Memory is the larger proxy's. "Added" is over direct in the same round; p99 needs {Measurement.LeastForP99} samples a round.
            Ratios are geometric means of the rounds' ratios with 95 % intervals; the best peer is that with the best median.

            """)
            + string.Concat(scenarios.Select(ScenarioTables.Render)) + BesideTable.Render(scenarios) + Sizes();
    }

    private static string Sizes()
    {
        var table = new MarkdownTable("program", "MB");
        var mesh = BuiltProgram.IsPublished("mesh-proxy") ? BuiltProgram.FindPublished("mesh-proxy") : null;
        foreach (var path in new[] { mesh, "/usr/sbin/nginx", "/usr/sbin/haproxy" }.Where(File.Exists).OfType<string>())
        {
            table.Row(Path.GetFileName(path), Cells.Number(new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).Length / 1e6, "0.0"));
        }

        return $"\n## Binaries\n{table}";
    }
}
