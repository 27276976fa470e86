using Mesh.Discovery.Telemetry;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Hosting;

/// <summary>Answers the control plane's questions from the recorder; open TCP connections are asked for on their loops.</summary>
internal sealed class TelemetrySource(ProxyState state, IReadOnlyList<ProxyLoop> loops) : ITelemetrySource
{
    private static readonly TimeSpan LoopTimeout = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public TelemetryReport Collect(int topK, TimeSpan window)
    {
        Task.WaitAll([.. loops.Select(ReportOpenConnections)], LoopTimeout);
        return new TelemetryReport(window, [.. state.Top.Collect(topK).Select(r => Row(r.Key, r.Row))]);
    }

    private static Task ReportOpenConnections(ProxyLoop loop)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Events.Post(() =>
        {
            foreach (var exchange in loop.TcpConnections)
                exchange.Report(loop.State.Top);
            done.SetResult();
        });
        return done.Task;
    }

    private static TelemetryRow Row(TopKey key, TopRow row) => new()
    {
        Direction = key.Side == TrafficSide.Outbound ? TelemetryDirection.Outbound : TelemetryDirection.Inbound,
        Source = key.Source, Destination = key.Destination, Service = key.Service, Method = key.Method, Path = key.Path, Route = key.Route, Mtls = key.Mtls,
        Requests = row.Requests, Successes = row.Successes, Retries = row.Retries, OpenConnections = row.OpenConnections,
        BytesSent = row.BytesSent, BytesReceived = row.BytesReceived,
        Latency = [.. row.Latency.Buckets().Select(b => ((int)b.Index, (long)b.Count))],
    };
}
