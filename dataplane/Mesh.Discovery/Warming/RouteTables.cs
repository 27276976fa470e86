using Mesh.Discovery.Resources;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Routing;

namespace Mesh.Discovery.Warming;

/// <summary>Route tables and splits from their descriptions and the clusters these name.</summary>
internal static class RouteTables
{
    public static RouteTable Build(RouteSpec spec, IEnumerable<ClusterModel> clusters)
    {
        var byName = clusters.ToDictionary(cluster => cluster.Name, StringComparer.Ordinal);
        var hosts = spec.VirtualHosts.Select(host => new VirtualHostModel(
            host.Name, host.Domains, [.. host.Routes.Select(route => Build(route, byName))]));
        return new RouteTable(spec.Name, [.. hosts]);
    }

    public static ClusterSplit Build(IEnumerable<WeightedName> split, Dictionary<string, ClusterModel> clusters) =>
        new([.. split.Select(target => new WeightedCluster(clusters[target.Cluster], target.Weight))]);

    private static RouteModel Build(RouteEntrySpec route, Dictionary<string, ClusterModel> clusters) => new()
    {
        Name = route.Name,
        Match = route.Match,
        Action = route.DirectResponse is { } direct ? direct : new ForwardAction(Build(route.Split, clusters)),
        Timeouts = route.Timeouts,
        Retries = route.Retries,
    };
}
