using Mesh.Discovery.Resources;
using Mesh.Discovery.Xds;

namespace Mesh.Discovery.Warming;

/// <summary>Finds what must be wanted: all that the wanted listeners refer to, in their newest version and in the one in use.</summary>
internal sealed class References(ResourceStore store, ListenerWarmer listeners, RouteWarmer routes, ClusterWarmer clusters)
{
    /// <summary>Makes the store want what is referred to, and forget the rest.</summary>
    public void Follow(IReadOnlySet<string> listenerNames)
    {
        store.Listeners.Want(listenerNames);
        var routeNames = new HashSet<string>(StringComparer.Ordinal);
        var clusterNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in listenerNames)
        {
            Follow(store.Listeners.Find(name).Value, routeNames, clusterNames);
            Follow(listeners.InUse(name), routeNames, clusterNames);
        }
        foreach (var name in routeNames)
        {
            clusterNames.UnionWith(store.Routes.Find(name).Value?.Clusters ?? []);
            clusterNames.UnionWith(routes.InUse(name)?.Spec.Clusters ?? []);
        }
        store.Routes.Want(routeNames);
        store.Clusters.Want(clusterNames);
        store.Endpoints.Want(EndpointsOf(clusterNames));
        listeners.Prune();
        routes.Prune();
        clusters.Prune();
    }

    private HashSet<string> EndpointsOf(HashSet<string> clusterNames)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in clusterNames)
        {
            if (store.Clusters.Find(name).Value is { } cluster)
                names.Add(cluster.EndpointsName);
            if (clusters.InUse(name)?.Spec is { } inUse)
                names.Add(inUse.EndpointsName);
        }
        return names;
    }

    private static void Follow(ListenerSpec? listener, HashSet<string> routeNames, HashSet<string> clusterNames)
    {
        if (listener?.Http is { Inline: { } inline })
            clusterNames.UnionWith(inline.Clusters);
        else if (listener?.Http is { } http)
            routeNames.Add(http.RouteName);
        foreach (var target in listener?.TcpTargets ?? [])
            clusterNames.Add(target.Cluster);
    }
}
