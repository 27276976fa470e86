using Mesh.Protos.Telemetry.V1;

namespace Mesh.Cli.Top;

/// <summary>What lines are compared by.</summary>
internal enum TopSort
{
    /// <summary>Busiest first.</summary>
    Rps,

    /// <summary>Least successful first.</summary>
    Success,

    /// <summary>Slowest first.</summary>
    P99,

    /// <summary>By name of the caller.</summary>
    Source,

    /// <summary>By name of the callee.</summary>
    Destination,
}

/// <summary>Filters, groups and sorts rows. Pure.</summary>
/// <param name="From">Part of the source's name; null for all.</param>
/// <param name="To">Part of the destination's or the service's name; null for all.</param>
/// <param name="Method">HTTP method; null for all.</param>
/// <param name="ByRoute">Group by route in place of path.</param>
/// <param name="Sort">Order.</param>
internal sealed record TopQuery(string? From = null, string? To = null, string? Method = null, bool ByRoute = false, TopSort Sort = TopSort.Rps)
{
    /// <summary>The lines of one snapshot.</summary>
    internal IReadOnlyList<TopLine> Run(IEnumerable<Row> rows, TimeSpan window)
    {
        var seconds = Math.Max(0.001, window.TotalSeconds);
        var lines = rows.Where(IsWanted)
            .GroupBy(r => (r.Source, r.Destination, r.Service, Method: MethodOf(r), Target: ByRoute ? r.Route : r.Path))
            .Select(g => Line(g.Key.Source, g.Key.Destination, g.Key.Service, g.Key.Method, g.Key.Target, [.. g], seconds));
        return [.. Sorted(lines)];
    }

    private static string MethodOf(Row row) => row.Method.Length > 0 ? row.Method : "TCP";

    private static TopLine Line(string source, string destination, string service, string method, string target, Row[] rows, double seconds)
    {
        var latency = new LatencyPercentiles();
        foreach (var row in rows)
            latency.Add(row.Latency);
        var requests = rows.Sum(r => (double)r.Requests);
        return new TopLine
        {
            Source = source, Destination = destination, Service = service, Method = method, Target = target,
            Mtls = rows.All(r => r.Mtls),
            Rps = requests / seconds,
            SuccessPercent = requests > 0 ? 100 * rows.Sum(r => (double)r.Successes) / requests : null,
            RetriesPerSecond = rows.Sum(r => (double)r.Retries) / seconds,
            P50Ms = latency.At(50), P95Ms = latency.At(95), P99Ms = latency.At(99),
            OpenConnections = rows.Sum(r => (long)r.OpenConnections),
            SentPerSecond = rows.Sum(r => (double)r.BytesSent) / seconds,
            ReceivedPerSecond = rows.Sum(r => (double)r.BytesReceived) / seconds,
        };
    }

    // Each meshed exchange is seen by two proxies: the caller's row is kept, and the callee's only when the caller has no proxy.
    private bool IsWanted(Row row) =>
        (row.Direction == Direction.Outbound || !row.Mtls)
        && (From is null || row.Source.Contains(From, StringComparison.Ordinal))
        && (To is null || row.Destination.Contains(To, StringComparison.Ordinal) || row.Service.Contains(To, StringComparison.Ordinal))
        && (Method is null || MethodOf(row).Equals(Method, StringComparison.OrdinalIgnoreCase));

    private IOrderedEnumerable<TopLine> Sorted(IEnumerable<TopLine> lines)
    {
        var sorted = Sort switch
        {
            TopSort.Success => lines.OrderBy(l => l.SuccessPercent ?? 101),
            TopSort.P99 => lines.OrderByDescending(l => l.P99Ms ?? -1),
            TopSort.Source => lines.OrderBy(l => l.Source, StringComparer.Ordinal),
            TopSort.Destination => lines.OrderBy(l => l.Destination, StringComparer.Ordinal),
            _ => lines.OrderByDescending(l => l.Rps),
        };
        return sorted.ThenByDescending(l => l.Rps).ThenBy(l => l.Source, StringComparer.Ordinal).ThenBy(l => l.Destination, StringComparer.Ordinal)
            .ThenBy(l => l.Target, StringComparer.Ordinal).ThenBy(l => l.Method, StringComparer.Ordinal);
    }
}
