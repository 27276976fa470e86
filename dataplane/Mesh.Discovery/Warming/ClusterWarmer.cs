using System.Collections.Frozen;
using System.Net;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Xds;
using Mesh.Traffic.Balancing;

namespace Mesh.Discovery.Warming;

/// <summary>
/// Makes clusters usable: one whose new version waits for its endpoints keeps its last one. The state of an endpoint survives
/// as long as the cluster keeps the address.
/// </summary>
internal sealed class ClusterWarmer(ResourceStore store)
{
    private readonly Dictionary<string, WarmCluster> _warm = new(StringComparer.Ordinal);

    /// <summary>The cluster that is in use, if any.</summary>
    public WarmCluster? InUse(string name) => _warm.GetValueOrDefault(name);

    /// <summary>The cluster; one without endpoints when it does not exist; null while nothing is known.</summary>
    public ClusterModel? Resolve(string name, long now)
    {
        var warm = _warm.GetValueOrDefault(name);
        var cluster = store.Clusters.Find(name);
        if (cluster.IsAbsent)
            return warm is { Spec: null } ? warm.Model : Keep(name, Missing(name));
        if (!cluster.IsKnown)
            return warm?.Model;
        var endpoints = store.Endpoints.Find(cluster.Value.EndpointsName);
        if (endpoints.State == LookupState.Unknown)
            return warm?.Model;
        if (warm is not null && ReferenceEquals(warm.Spec, cluster.Value) && ReferenceEquals(warm.Endpoints, endpoints.Value))
            return warm.Model;
        return Keep(name, Build(cluster.Value, endpoints.Value, warm, now));
    }

    /// <summary>Forgets clusters that are no longer wanted.</summary>
    public void Prune()
    {
        foreach (var name in _warm.Keys.Where(name => !store.Clusters.Entries.ContainsKey(name)).ToArray())
            _warm.Remove(name);
    }

    private ClusterModel Keep(string name, WarmCluster cluster)
    {
        _warm[name] = cluster;
        return cluster.Model;
    }

    private static WarmCluster Missing(string name) =>
        new(null, null, new ClusterModel(name, []) { Exists = false }, FrozenDictionary<IPEndPoint, EndpointState>.Empty);

    private static WarmCluster Build(ClusterSpec spec, EndpointsSpec? endpoints, WarmCluster? previous, long now)
    {
        var state = previous?.Model.State ?? new ClusterState();
        var states = new Dictionary<IPEndPoint, EndpointState>();
        foreach (var endpoint in endpoints?.Endpoints ?? [])
        {
            states[endpoint.Address] = previous?.States.GetValueOrDefault(endpoint.Address) ?? new EndpointState(spec.Balancer, now);
        }
        var models = (endpoints?.Endpoints ?? []).Select(endpoint => new EndpointModel(endpoint.Address, states[endpoint.Address])
        {
            Transport = endpoint.Transport,
            AcceptedIdentities = endpoint.AcceptedIdentities,
            Workload = endpoint.Workload,
            Weight = endpoint.Weight,
        });
        var model = new ClusterModel(spec.Name, [.. models], state) { ConnectTimeout = spec.ConnectTimeout, Balancer = spec.Balancer };
        return new WarmCluster(spec, endpoints, model, states);
    }
}
