using Mesh.Conventions;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Snapshots;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Outbound;

namespace Mesh.Discovery.Xds;

/// <summary>All wanted resources. Owned by one thread.</summary>
internal sealed class ResourceStore
{
    public ResourceStore()
    {
        // What is referred to comes before what refers to it.
        All = [Settings, Workload, Bundle, Clusters, Endpoints, Routes, Listeners, Names];
        Settings.Want(new HashSet<string> { ResourceTypes.MeshConfigName });
        Workload.Want(new HashSet<string> { ResourceTypes.SelfName });
        Bundle.Want(new HashSet<string> { ResourceTypes.BundleName });
    }

    public ResourceSet<MeshSettings> Settings { get; } = new(ResourceTypes.MeshConfig, (_, value, report) => MeshConfigReader.Read(value, report));

    public ResourceSet<InboundPolicy> Workload { get; } = new(ResourceTypes.Workload, (_, value, report) => WorkloadReader.Read(value, report));

    public ResourceSet<RootSet> Bundle { get; } = new(ResourceTypes.Secret, BundleReader.Read);

    public ResourceSet<ClusterSpec> Clusters { get; } = new(ResourceTypes.Cluster, ClusterReader.Read);

    public ResourceSet<EndpointsSpec> Endpoints { get; } = new(ResourceTypes.Endpoints, EndpointsReader.Read);

    public ResourceSet<RouteSpec> Routes { get; } = new(ResourceTypes.Route, RouteReader.Read);

    public ResourceSet<ListenerSpec> Listeners { get; } = new(ResourceTypes.Listener, ListenerReader.Read);

    public ResourceSet<DnsAnswer> Names { get; } = new(ResourceTypes.DnsName, DnsNameReader.Read);

    /// <summary>All types in the order in which they are subscribed and stored.</summary>
    public IReadOnlyList<ResourceSet> All { get; }

    public ResourceSet? Find(string typeUrl)
    {
        foreach (var set in All)
        {
            if (set.TypeUrl == typeUrl)
                return set;
        }
        return null;
    }
}
