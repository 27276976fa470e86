using System.Net;
using Mesh.Identity;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;
using Mesh.Traffic.Time;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>Tells a caller's proxy where a destination's traffic goes.</summary>
internal static class Routing
{
    /// <summary>To endpoints with a tunnel, equally.</summary>
    /// <returns>The endpoints.</returns>
    internal static IReadOnlyList<EndpointModel> Set(
        TestProxy caller, IPEndPoint destination, Func<RouteTable, TcpRoute, OutboundDestination> readAs, string accepted, Func<RouteModel, RouteModel>? change,
        params IPEndPoint[] applications)
    {
        var state = new ClusterState();
        var now = MonotonicTime.Nanoseconds(TimeProvider.System);
        var endpoints = applications.Select(a => new EndpointModel(a, new EndpointState(BalancerPolicy.Default, now))
        {
            Transport = EndpointTransport.Tunnel, AcceptedIdentities = [SpiffeId.Parse(accepted)], Workload = "catalog-1.t",
        }).ToArray();
        var split = new ClusterSplit([new WeightedCluster(new ClusterModel("catalog.t:80", [.. endpoints], state), 1)]);
        var route = new RouteModel { Name = "t/catalog", Action = new ForwardAction(split) };
        var table = new RouteTable("catalog.t:80", [new VirtualHostModel("all", ["*"], [change?.Invoke(route) ?? route])]);
        caller.Discovery.Set(destination, readAs(table, new TcpRoute(split)));
        return endpoints;
    }
}
