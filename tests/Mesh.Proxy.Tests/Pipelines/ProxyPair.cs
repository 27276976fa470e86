using System.Net;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;
using Mesh.Traffic.Time;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>A caller's and a callee's proxy, and one destination between them.</summary>
internal sealed class ProxyPair : IAsyncDisposable
{
    /// <summary>What the caller's application wants to reach.</summary>
    internal static readonly IPEndPoint Destination = new(IPAddress.Parse("240.240.0.3"), 80);

    /// <summary>Issues the mesh's certificates.</summary>
    internal TestAuthority Authority { get; } = new("cluster.local");

    /// <summary>Where the caller's application dials.</summary>
    internal required IPEndPoint Local { get; init; }

    /// <summary>How the destination is read. Default: by its first bytes.</summary>
    internal Func<RouteTable, TcpRoute, OutboundDestination> ReadAs { get; set; } = (http, tcp) => OutboundDestination.ForAuto("240.240.0.3:80", http, tcp);

    internal TestProxy Caller { get; private set; } = null!;

    internal TestProxy Callee { get; private set; } = null!;

    /// <summary>Starts both, with further command line <paramref name="flags"/>.</summary>
    internal static async Task<ProxyPair> StartAsync(params string[] flags)
    {
        var pair = new ProxyPair { Local = new IPEndPoint(IPAddress.Loopback, FreePort.Tcp()) };
        pair.Caller = await TestProxy.StartAsync(pair.Authority, "web", flags, [new ExplicitListener(pair.Local, Destination)]);
        pair.Callee = await TestProxy.StartAsync(pair.Authority, "catalog", flags, []);
        return pair;
    }

    /// <summary>Sends the destination's traffic to <paramref name="applications"/> of the callee, equally.</summary>
    /// <returns>The endpoints.</returns>
    internal IReadOnlyList<EndpointModel> Route(params IPEndPoint[] applications) => Route("spiffe://cluster.local/ns/t/sa/catalog", null, applications);

    /// <summary>As above, with the identity the endpoints must have and changes to the route.</summary>
    internal IReadOnlyList<EndpointModel> Route(string accepted, Func<RouteModel, RouteModel>? change, params IPEndPoint[] applications) =>
        Routing.Set(Caller, Destination, ReadAs, accepted, change, applications);

    /// <summary>Sends the destination's traffic back to where it came from: the caller's own listener.</summary>
    internal void RouteInCircles()
    {
        var endpoint = new EndpointModel(Local, new EndpointState(BalancerPolicy.Default, MonotonicTime.Nanoseconds(TimeProvider.System)));
        var split = new ClusterSplit([new WeightedCluster(new ClusterModel("catalog.t:80", [endpoint], new ClusterState()), 1)]);
        var table = new RouteTable("catalog.t:80", [new VirtualHostModel("all", ["*"], [new RouteModel { Action = new ForwardAction(split) }])]);
        Caller.Discovery.Set(Destination, OutboundDestination.ForAuto("240.240.0.3:80", table, new TcpRoute(split)));
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Callee.DisposeAsync();
        Authority.Dispose();
    }
}
