using System.Text.Json;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>What is kept of a node.</summary>
/// <param name="Zone">Its zone; null when it has none.</param>
/// <param name="PodNetworks">The networks of its pods' addresses, comma between them.</param>
internal sealed record NodeState(string? Zone, string PodNetworks)
{
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    public static NodeState Project(ObjectKey key, JsonElement json, NodeState? previous) => new(
        json.Field("metadata").Field("labels").Text(ZoneLabel),
        string.Join(',', json.Field("spec").Items("podCIDRs").Select(network => network.GetString())));
}
