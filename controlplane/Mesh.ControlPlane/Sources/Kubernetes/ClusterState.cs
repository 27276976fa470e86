using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Objects;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;

namespace Mesh.ControlPlane.Sources.Kubernetes;

/// <summary>A cluster at one moment, as the mesh sees it.</summary>
/// <param name="Resources">The resources in force.</param>
/// <param name="Networks">Networks in which all addresses are services or pods.</param>
/// <param name="Problems">All that is wrong.</param>
internal sealed record ClusterState(ResourceSet Resources, ImmutableArray<IPNetwork> Networks, ImmutableArray<Problem> Problems)
{
    /// <summary>Puts the state together. Pure.</summary>
    public static ClusterState Of(
        IReadOnlyCollection<ClusterObject> objects, IReadOnlyDictionary<string, NodeState> nodes, IEnumerable<NetworkState> networks)
    {
        var resources = ClusterResources.Combine([.. objects.Select(known => known.Resource).OfType<MeshResource>().Select(resource => Place(resource, nodes))]);
        var broken = objects.Where(known => known.Resource is null)
            .Select(known => known.Identity.Split(' '))
            .Select(words => (words[0], NamespacedName.TryParse(words[1], out var name) ? name : default))
            .ToFrozenSet();
        var together = ClusterResources.Check(resources, broken);
        return new ClusterState(
            resources,
            [.. nodes.Values.Select(node => node.PodNetworks).Concat(networks.Select(network => network.Networks)).SelectMany(NetworksOf).Distinct()],
            [.. objects.SelectMany(known => known.Problems).Concat(together).OrderBy(problem => problem.Resource, StringComparer.Ordinal)]);
    }

    private static MeshResource Place(MeshResource resource, IReadOnlyDictionary<string, NodeState> nodes) =>
        resource is WorkloadEntry { Node: { } name } pod && nodes.GetValueOrDefault(name)?.Zone is { } zone ? pod with { Zone = zone } : resource;

    private static IEnumerable<IPNetwork> NetworksOf(string list)
    {
        foreach (var text in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(text, out var network))
                yield return network;
        }
    }
}
