using System.Globalization;
using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Metrics;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Inbound;

/// <summary>Where a request or connection goes inside the workload, with what is the same for all that go there.</summary>
/// <param name="application">Address of the application.</param>
/// <param name="port">Settings of its port.</param>
/// <param name="version">HTTP version to speak with it.</param>
internal sealed class InboundTarget(IpEndpoint application, InboundPort port, HttpVersion version)
{
    private EdgeMetrics? _plainEdge;
    private EdgeMetrics? _mtlsEdge;

    /// <summary>Address of the application.</summary>
    internal IpEndpoint Application => application;

    /// <summary>HTTP version to speak with it.</summary>
    internal HttpVersion Version => version;

    /// <summary>Version of the PROXY protocol that its connections begin with; null for none.</summary>
    internal ProxyProtocolVersion? ProxyProtocol => port.ProxyProtocol;

    /// <summary>The service port it backs, for telemetry.</summary>
    internal string Service { get; } =
        port.Services.IsDefaultOrEmpty ? string.Create(CultureInfo.InvariantCulture, $":{application.Port}") : port.Services[0];

    /// <summary>The counters of this edge.</summary>
    internal EdgeMetrics Edge(ProxyMetrics metrics, bool mtls) => mtls
        ? _mtlsEdge ??= metrics.Edge(new EdgeKey(TrafficSide.Inbound, Service, true))
        : _plainEdge ??= metrics.Edge(new EdgeKey(TrafficSide.Inbound, Service, false));

    /// <summary>Whether a tunnel's stream may come here under <paramref name="policy"/>.</summary>
    internal bool IsPermittedBy(InboundPolicy policy, TunnelStreamKind kind) =>
        policy.DecideTunnel(Application.ToIPEndPoint(), kind) == InboundVerdict.Accept;
}
