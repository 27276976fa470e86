using System.Collections.Immutable;
using System.Text.Json;
using Mesh.Api.Objects;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>Takes from objects what manifests would say. A version that is not good leaves the last good one in force.</summary>
/// <param name="kind">The objects' kind.</param>
internal sealed class ObjectProjection(ClusterKind kind)
{
    public ClusterObject Project(ObjectKey key, JsonElement json, ClusterObject? previous)
    {
        var metadata = json.Field("metadata");
        var parents = json.Field("status").Field("parents");
        var fingerprint = Fingerprint.Of(
            json.Field("spec"), metadata.Field("labels"), metadata.Field("annotations"), json.Field("addressType"), json.Field("endpoints"), json.Field("ports"), parents);
        var identity = $"{kind.Kind} {key}";
        var reading = ObjectReader.Read(kind.ApiVersion, kind.Kind, json);
        var resource = reading.Resource ?? previous?.Resource;
        if (kind.Kind is not ("HTTPRoute" or "TCPRoute"))
            return new ClusterObject(fingerprint) { Identity = identity, Resource = resource, Problems = reading.Problems };
        return new RouteObject(fingerprint)
        {
            Identity = identity,
            Resource = resource,
            Problems = reading.Problems,
            Kind = kind,
            Key = key,
            Generation = metadata.Field("generation") is { ValueKind: JsonValueKind.Number } generation ? generation.GetInt64() : 0,
            Version = metadata.Text("resourceVersion") ?? "",
            Parents = OurParents(json).ToImmutableSortedDictionary(),
            StatusParents = parents.ValueKind == JsonValueKind.Array ? parents.GetRawText() : "[]",
        };
    }

    private static IEnumerable<KeyValuePair<int, string>> OurParents(JsonElement json) =>
        from parent in json.Field("spec").Items("parentRefs").Index()
        where parent.Item.Text("kind") == "Service" && parent.Item.Text("group") is "" or "core"
        select KeyValuePair.Create(parent.Index, parent.Item.GetRawText());
}
