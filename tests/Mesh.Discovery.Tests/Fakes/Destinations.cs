using Mesh.Traffic.Balancing;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>Looks into destinations that have one route.</summary>
internal static class Destinations
{
    public static IReadOnlyList<ClusterModel> Clusters(OutboundDestination destination)
    {
        var split = destination.Http is { } http && http.VirtualHosts is [{ Routes: [{ Action: ForwardAction forward }] }]
            ? forward.Split
            : destination.Tcp?.Split;
        return [.. split?.Clusters.Select(target => target.Cluster) ?? []];
    }

    public static IReadOnlyList<string> Names(OutboundDestination destination) => [.. Clusters(destination).Select(cluster => cluster.Name)];

    public static IReadOnlyList<string> Endpoints(OutboundDestination destination) =>
        [.. Clusters(destination).SelectMany(cluster => cluster.Endpoints).Select(endpoint => endpoint.Address.ToString())];
}
