using System.Collections.Immutable;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Api.Resources;
using Mesh.Model.Compiled;

namespace Mesh.Model.Xds;

/// <summary>Where the connections of a TCPRoute or TLSRoute go.</summary>
internal static class ConnectionSplit
{
    public static void Write(TcpProxy proxy, NamespacedName route, ImmutableArray<BackendReference> backends)
    {
        var weighted = backends.Where(backend => backend.Weight > 0).ToArray();
        // A name no cluster has: connections are refused, as the Gateway API wants it for a route without a usable backend.
        if (weighted.Length == 0)
            proxy.Cluster = $"none/{route}";
        else if (weighted.Length == 1)
            proxy.Cluster = BackendModel.NameOf(weighted[0].Service, weighted[0].Port);
        else
            proxy.WeightedClusters = Weigh(weighted);
    }

    private static TcpProxy.Types.WeightedCluster Weigh(BackendReference[] backends)
    {
        var split = new TcpProxy.Types.WeightedCluster();
        split.Clusters.AddRange(backends.Select(backend => new TcpProxy.Types.WeightedCluster.Types.ClusterWeight
        {
            Name = BackendModel.NameOf(backend.Service, backend.Port),
            Weight = (uint)backend.Weight,
        }));
        return split;
    }
}
