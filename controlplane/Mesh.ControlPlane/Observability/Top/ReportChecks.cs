using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>Bounds of a proxy's report.</summary>
internal static class ReportChecks
{
    /// <summary>Most rows that may be asked of a proxy.</summary>
    public const int MostRows = 2000;

    private const int LongestText = 2048;

    // 64-bit microseconds have 60 powers of two with 16 buckets each, and the 16 of the linear part.
    private const int MostBuckets = 16 * 61;

    /// <summary>Looks at a report.</summary>
    /// <returns>Null when it is within bounds; else what is wrong.</returns>
    public static string? Check(Report report)
    {
        // One more than asked: the sum of the rest, per direction.
        if (report.Rows.Count > MostRows + 2)
            return $"a report has at most {MostRows} rows";
        foreach (var row in report.Rows)
        {
            if (Texts(row).Any(text => text.Length > LongestText))
                return $"a text in a report has at most {LongestText} characters";
            if (row.Latency is { } latency && !IsValid(latency))
                return "a histogram in a report has other indexes than counts, or an index out of range";
        }

        return null;
    }

    private static string[] Texts(Row row) => [row.Source, row.Destination, row.Service, row.Method, row.Path, row.Route];

    private static bool IsValid(Histogram latency) =>
        latency.Index.Count == latency.Count.Count && latency.Index.Count <= MostBuckets && latency.Index.All(index => index < MostBuckets);
}
