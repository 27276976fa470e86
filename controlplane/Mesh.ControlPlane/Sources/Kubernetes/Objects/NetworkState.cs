using System.Text.Json;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>What is kept of a network of cluster addresses.</summary>
/// <param name="Networks">Its networks, comma between them.</param>
internal sealed record NetworkState(string Networks)
{
    public static NetworkState Project(ObjectKey key, JsonElement json, NetworkState? previous) =>
        new(string.Join(',', json.Field("spec").Items("cidrs").Select(network => network.GetString())));
}
