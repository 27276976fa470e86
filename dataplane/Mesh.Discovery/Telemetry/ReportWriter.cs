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
            latency.Count.Add(Count(count));
        }
        return new Row
        {
            Direction = row.Direction == TelemetryDirection.Outbound ? Direction.Outbound : Direction.Inbound,
            Source = row.Source, Destination = row.Destination, Service = row.Service,
            Method = row.Method, Path = row.Path, Route = row.Route, Mtls = row.Mtls,
            Requests = Count(row.Requests), Successes = Count(row.Successes), Retries = Count(row.Retries), Latency = latency,
            OpenConnections = Count(row.OpenConnections), BytesSent = Count(row.BytesSent), BytesReceived = Count(row.BytesReceived),
        };
    }

    // A counter that was read while it changed may briefly be below zero.
    private static ulong Count(long value) => (ulong)Math.Max(0, value);
}
