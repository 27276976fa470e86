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
        var reading = ObjectReader.Read(kind.ApiVersion, kind.Kind, json);
        var (identity, fingerprint) = ($"{kind.Kind} {key}", FingerprintOf(json));
        var resource = reading.Resource ?? previous?.Resource;
        if (kind.Status == StatusForm.None)
            return new ClusterObject(fingerprint) { Identity = identity, Resource = resource, Problems = reading.Problems };
        var metadata = json.Field("metadata");
        var version = metadata.Text("resourceVersion") ?? "";
        var generation = metadata.Field("generation") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;
        return kind.Status == StatusForm.Conditions
            ? new OwnObject(fingerprint)
            {
                Identity = identity, Resource = resource, Problems = reading.Problems, Kind = kind, Key = key, Generation = generation, Version = version,
                StatusConditions = ListOf(json, "conditions"),
            }
            : new RouteObject(fingerprint)
            {
                Identity = identity, Resource = resource, Problems = reading.Problems, Kind = kind, Key = key, Generation = generation, Version = version,
                Parents = OurParents(json).ToImmutableSortedDictionary(),
                StatusParents = ListOf(json, "parents"),
            };
    }

    private string FingerprintOf(JsonElement json)
    {
        var (metadata, status) = (json.Field("metadata"), json.Field("status"));
        return Fingerprint.Of(
            json.Field("spec"), metadata.Field("labels"), metadata.Field("annotations"), json.Field("addressType"), json.Field("endpoints"), json.Field("ports"),
            kind.Status == StatusForm.Parents ? status.Field("parents") : default, kind.Status == StatusForm.Conditions ? status.Field("conditions") : default);
    }

    private static string ListOf(JsonElement json, string field) =>
        json.Field("status").Field(field) is { ValueKind: JsonValueKind.Array } list ? list.GetRawText() : "[]";

    private static IEnumerable<KeyValuePair<int, string>> OurParents(JsonElement json) =>
        from parent in json.Field("spec").Items("parentRefs").Index()
        where parent.Item.Text("kind") == "Service" && parent.Item.Text("group") is "" or "core"
        select KeyValuePair.Create(parent.Index, parent.Item.GetRawText());
}
