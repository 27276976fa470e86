using System.Globalization;

namespace Mesh.Bench.Soak;

/// <summary>A look at a running soak. Lists have an entry per proxy.</summary>
/// <param name="Seconds">Since the load began.</param>
/// <param name="ResidentMib">Resident memory.</param>
/// <param name="Requests">Ended so far.</param>
/// <param name="Failures">Of them.</param>
/// <param name="Latency">Since the look before.</param>
/// <param name="Changes">Of the configuration so far.</param>
/// <param name="Serials">Of the certificates that the tunnel ports show; null when one did not answer.</param>
internal sealed record SoakSample(
    double Seconds, IReadOnlyList<double> ResidentMib, long Requests, int Failures, SoakInterval Latency, int Changes, IReadOnlyList<string?> Serials)
{
    /// <summary>The CSV's first line.</summary>
    public static string Header(IEnumerable<string> proxies)
    {
        var names = proxies.ToArray();
        return $"seconds,{string.Join(',', names.Select(name => name + "_mb"))},requests,failures,p50_ms,p99_ms,max_ms,changes,{string.Join(',', names.Select(name => name + "_serial"))}";
    }

    /// <summary>Its line in the CSV.</summary>
    public string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds:0},{string.Join(',', ResidentMib.Select(mib => mib.ToString("0.00", CultureInfo.InvariantCulture)))},{Requests},{Failures},"
        + $"{Latency.P50:0.00},{Latency.P99:0.00},{Latency.Max:0.0},{Changes},{string.Join(',', Serials)}");
}
