using System.Globalization;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Top;

/// <summary>Lines of <c>meshctl top</c> as text.</summary>
internal static class TopText
{
    private static readonly CultureInfo C = CultureInfo.InvariantCulture;

    internal static IEnumerable<string> Lines(IReadOnlyList<TopLine> lines, bool byRoute)
    {
        var http = new TextTable("SOURCE", "DESTINATION", "METHOD", byRoute ? "ROUTE" : "PATH", "RPS", "SUCCESS", "P50", "P95", "P99", "MTLS");
        foreach (var line in lines.Where(l => l.Method != "TCP"))
        {
            http.Add(line.Source, line.Destination, line.Method, line.Target, line.Rps.ToString("0.0", C), Percent(line.SuccessPercent),
                Milliseconds(line.P50Ms), Milliseconds(line.P95Ms), Milliseconds(line.P99Ms), YesNo(line.Mtls));
        }
        foreach (var text in http.Lines(4, 5, 6, 7, 8))
            yield return text;
        var tcp = lines.Where(l => l.Method == "TCP").ToArray();
        if (tcp.Length == 0)
            yield break;
        yield return "";
        var table = new TextTable("SOURCE", "DESTINATION", "SERVICE", "OPEN", "SENT", "RECEIVED", "SUCCESS", "MTLS");
        foreach (var line in tcp)
        {
            table.Add(line.Source, line.Destination, line.Service, line.OpenConnections.ToString(C), BytesPerSecond(line.SentPerSecond),
                BytesPerSecond(line.ReceivedPerSecond), Percent(line.SuccessPercent), YesNo(line.Mtls));
        }
        foreach (var text in table.Lines(3, 4, 5, 6))
            yield return text;
    }

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Percent(double? value) => value is { } v ? v.ToString("0.00", C) + "%" : "-";

    private static string Milliseconds(double? value) => value switch
    {
        null => "-",
        < 10 => value.Value.ToString("0.00", C) + "ms",
        < 1000 => value.Value.ToString("0", C) + "ms",
        _ => (value.Value / 1000).ToString("0.0", C) + "s",
    };

    private static string BytesPerSecond(double value) => value switch
    {
        < 1024 => value.ToString("0", C) + "B/s",
        < 1024 * 1024 => (value / 1024).ToString("0.0", C) + "KiB/s",
        _ => (value / 1024 / 1024).ToString("0.0", C) + "MiB/s",
    };
}
