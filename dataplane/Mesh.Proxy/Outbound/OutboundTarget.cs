using System.Net;
using System.Text;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Outbound;

/// <summary>A destination as one connection uses it, with what is the same for all its exchanges.</summary>
internal sealed class OutboundTarget
{
    private EdgeMetrics? _plainEdge;
    private EdgeMetrics? _mtlsEdge;

    /// <summary>Creates the target of a connection from <paramref name="source"/> to <paramref name="address"/>, whose route is known when its server name is.</summary>
    internal OutboundTarget(OutboundDestination destination, IPEndPoint address, IpEndpoint source, TcpRoute? named = null)
    {
        Source = source;
        SourceText = Encoding.ASCII.GetBytes(source.ToIPEndPoint().Address.ToString());
        Destination = destination;
        Address = address;
        Name = destination.Http?.Name ?? (named ?? destination.Tcp)?.Split.Clusters[0].Cluster.Name ?? destination.Name;
        ServiceText = Encoding.UTF8.GetBytes(Name);
    }

    /// <summary>Routes.</summary>
    internal OutboundDestination Destination { get; }

    /// <summary>The address the application dialled.</summary>
    internal IPEndPoint Address { get; }

    /// <summary>Service port or workload, for telemetry.</summary>
    internal string Name { get; }

    /// <summary>The calling application's end of the connection.</summary>
    internal IpEndpoint Source { get; }

    /// <summary>IP address of <see cref="Source"/>, for the tunnel.</summary>
    internal byte[] SourceText { get; }

    /// <summary><see cref="Name"/> for the tunnel.</summary>
    internal byte[] ServiceText { get; }

    /// <summary>The counters of this edge.</summary>
    internal EdgeMetrics Edge(ProxyState state, bool mtls) => mtls
        ? _mtlsEdge ??= state.Metrics.Edge(new EdgeKey(TrafficSide.Outbound, Name, true))
        : _plainEdge ??= state.Metrics.Edge(new EdgeKey(TrafficSide.Outbound, Name, false));
}
