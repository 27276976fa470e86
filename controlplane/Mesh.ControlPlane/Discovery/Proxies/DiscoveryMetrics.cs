using System.Collections.Frozen;
using Mesh.Conventions;
using Prometheus;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>Counters of the discovery service.</summary>
internal sealed class DiscoveryMetrics(IMetricFactory metrics)
{
    // 1 ms to 32 s: from a proxy on the same machine to one that hardly answers.
    private static readonly double[] LatencyBuckets = Histogram.ExponentialBuckets(0.001, 2, 16);

    private static readonly FrozenDictionary<string, string> ServedTypes = new[]
    {
        ResourceTypes.Cluster, ResourceTypes.Endpoints, ResourceTypes.Listener, ResourceTypes.Route,
        ResourceTypes.Secret, ResourceTypes.MeshConfig, ResourceTypes.Workload, ResourceTypes.DnsName,
    }.ToFrozenDictionary(type => type, type => type[(type.LastIndexOf('.') + 1)..]);

    private readonly Counter _responses = metrics.CreateCounter(
        "mesh_controlplane_responses_total", "Discovery responses sent, by resource type.", ["type"]);

    private readonly Counter _refusals = metrics.CreateCounter(
        "mesh_controlplane_refusals_total", "Discovery responses that proxies refused, by resource type.", ["type"]);

    private readonly Counter _denied = metrics.CreateCounter(
        "mesh_controlplane_denied_total", "Streams denied because the peer may not speak for the workload it named.");

    private readonly Counter _tooSlow = metrics.CreateCounter(
        "mesh_controlplane_slow_streams_total", "Streams ended because the client did not read its responses.");

    private readonly Counter _untrusted = metrics.CreateCounter(
        "mesh_controlplane_untrusted_streams_total", "Streams ended because the proxy's certificate does not lead to a trusted root any more.");

    private readonly Counter _foreignRows = metrics.CreateCounter(
        "mesh_controlplane_foreign_telemetry_rows_total", "Telemetry rows dropped because they were not about the workload that reported them.");

    private readonly Histogram _latency = metrics.CreateHistogram(
        "mesh_controlplane_push_latency_seconds",
        "From noticing a change to a proxy's acknowledgement of it.",
        new HistogramConfiguration { Buckets = LatencyBuckets });

    /// <summary>A response was sent.</summary>
    public void Sent(string typeUrl) => _responses.WithLabels(TypeLabel(typeUrl)).Inc();

    /// <summary>A response was refused.</summary>
    public void Refused(string typeUrl) => _refusals.WithLabels(TypeLabel(typeUrl)).Inc();

    /// <summary>A peer was denied.</summary>
    public void Denied() => _denied.Inc();

    /// <summary>A stream was ended because its client was too slow.</summary>
    public void TooSlow() => _tooSlow.Inc();

    /// <summary>A stream was ended because its peer's root is not trusted any more.</summary>
    public void Untrusted() => _untrusted.Inc();

    /// <summary>Telemetry rows were dropped.</summary>
    public void ForeignRows(int rows) => _foreignRows.Inc(rows);

    /// <summary>A change was acknowledged.</summary>
    public void Acknowledged(TimeSpan latency) => _latency.Observe(latency.TotalSeconds);

    // Clients choose type URLs: only those that are served become label values.
    private static string TypeLabel(string typeUrl) => ServedTypes.GetValueOrDefault(typeUrl, "other");
}
