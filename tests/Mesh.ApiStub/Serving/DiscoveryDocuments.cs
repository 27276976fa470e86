using System.Text.Json.Nodes;
using Mesh.ApiStub.Kinds;

namespace Mesh.ApiStub.Serving;

/// <summary>What clients learn the served kinds from.</summary>
internal static class DiscoveryDocuments
{
    private static readonly string[] Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
    private static readonly string[] StatusVerbs = ["get", "patch", "update"];

    /// <summary>Null when the path is none of discovery's.</summary>
    public static JsonObject? Find(string path, KindRegistry kinds) => path.Trim('/').Split('/') switch
    {
        ["version"] => new JsonObject { ["major"] = "1", ["minor"] = "36", ["gitVersion"] = "v1.36.0-stub", ["platform"] = "linux/amd64" },
        ["api"] => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
        ["apis"] => new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. GroupNames(kinds).Select(group => Group(group, kinds))]) },
        ["apis", var group] when GroupNames(kinds).Contains(group) => Group(group, kinds),
        ["api", "v1"] => Resources("", "v1", kinds),
        ["apis", var group, var version] when kinds.All.Any(kind => kind.Group == group && kind.Versions.Contains(version)) => Resources(group, version, kinds),
        ["apis", var group, "v1"] when Reviews.Groups.Contains(group) => List(group, "v1", Reviews.Kinds.Where(review => review.Group == group).Select(review => Resource(review, "", ["create"]))),
        ["openapi", "v3"] => new JsonObject { ["paths"] = new JsonObject() },
        _ => null,
    };

    private static string[] GroupNames(KindRegistry kinds) =>
        [.. kinds.All.Select(kind => kind.Group).Concat(Reviews.Groups).Where(group => group.Length > 0).Distinct()];

    private static JsonObject Group(string group, KindRegistry kinds)
    {
        string[] versions = Reviews.Groups.Contains(group) ? ["v1"] : [.. kinds.All.Where(kind => kind.Group == group).SelectMany(kind => kind.Versions).Distinct()];
        var shown = versions.Select(version => new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version }).ToArray();
        return new JsonObject
        {
            ["kind"] = "APIGroup",
            ["apiVersion"] = "v1",
            ["name"] = group,
            ["versions"] = new JsonArray([.. shown]),
            ["preferredVersion"] = shown[0].DeepClone(),
        };
    }

    private static JsonObject Resources(string group, string version, KindRegistry kinds)
    {
        var served = kinds.All.Where(kind => kind.Group == group && kind.Versions.Contains(version));
        return List(group, version, served.SelectMany(kind => kind.HasStatus
            ? new[] { Resource(kind, "", Verbs), Resource(kind, "/status", StatusVerbs) }
            : [Resource(kind, "", Verbs)]));
    }

    private static JsonObject List(string group, string version, IEnumerable<JsonObject> resources) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
        ["resources"] = new JsonArray([.. resources]),
    };

    private static JsonObject Resource(ApiKind kind, string suffix, string[] verbs) => new()
    {
        ["name"] = kind.Plural + suffix,
        ["singularName"] = kind.Kind.ToLowerInvariant(),
        ["namespaced"] = kind.IsNamespaced,
        ["kind"] = kind.Kind,
        ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
        ["shortNames"] = new JsonArray([.. kind.ShortNames.Select(name => (JsonNode)name)]),
    };
}
