using Google.Protobuf.WellKnownTypes;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.Discovery.Telemetry;

/// <summary>Puts a report into its wire form.</summary>
internal static class ReportWriter
{
    public static Report Write(ulong queryId, TelemetryReport report)
    {
        var wire = new Report { QueryId = queryId, Window = Duration.FromTimeSpan(report.Window) };
        wire.Rows.AddRange(report.Rows.Select(Write));
        return wire;
    }

    private static Row Write(TelemetryRow row)
    {
        var latency = new Histogram();
        foreach (var (index, count) in row.Latency)
        {
            latency.Index.Add((uint)index);
            latency.Count.Add((ulong)count);
        }
        return new Row
        {
            Direction = row.Direction == TelemetryDirection.Outbound ? Direction.Outbound : Direction.Inbound,
            Source = row.Source, Destination = row.Destination, Service = row.Service,
            Method = row.Method, Path = row.Path, Route = row.Route, Mtls = row.Mtls,
            Requests = (ulong)row.Requests, Successes = (ulong)row.Successes, Retries = (ulong)row.Retries, Latency = latency,
            OpenConnections = (ulong)row.OpenConnections, BytesSent = (ulong)row.BytesSent, BytesReceived = (ulong)row.BytesReceived,
        };
    }
}
