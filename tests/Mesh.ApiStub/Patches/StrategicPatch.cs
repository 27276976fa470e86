using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Patches;

/// <summary>
/// Kubernetes' strategic merge patch as far as the mesh and <c>kubectl apply</c> use it: like a merge patch, but some lists are merged by
/// key, and their elements may be deleted.
/// </summary>
internal static class StrategicPatch
{
    // The lists that Kubernetes' types merge, and by which key, as far as the stored kinds have them.
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = "name", ["initContainers"] = "name", ["ephemeralContainers"] = "name", ["volumes"] = "name", ["env"] = "name",
        ["imagePullSecrets"] = "name", ["secrets"] = "name", ["webhooks"] = "name", ["volumeMounts"] = "mountPath", ["conditions"] = "type",
        ["podIPs"] = "ip", ["hostAliases"] = "ip", ["ownerReferences"] = "uid",
    };

    public static JsonNode? Apply(JsonNode? target, JsonNode? patch) => Apply(target, patch, "");

    private static JsonNode? Apply(JsonNode? target, JsonNode? patch, string parent)
    {
        if (patch is not JsonObject fields)
            return patch?.DeepClone();
        var merged = target is JsonObject known ? (JsonObject)known.DeepClone() : [];
        foreach (var (name, value) in fields.Where(field => !field.Key.StartsWith('$')))
        {
            if (value is null)
                merged.Remove(name);
            else if (value is JsonArray items && KeyOf(name, parent) is { } key)
                merged[name] = MergeList(merged[name] as JsonArray ?? [], items, key, name);
            else
                merged[name] = Apply(merged[name], value, name);
        }

        return merged;
    }

    // Ports are merged by number; those of an EndpointSlice, which are no part of a specification, are replaced.
    private static string? KeyOf(string name, string parent) => (name, parent) switch
    {
        ("ports", "spec") => "port",
        ("ports", "containers" or "initContainers") => "containerPort",
        _ => Keys.GetValueOrDefault(name),
    };

    private static JsonArray MergeList(JsonArray list, JsonArray changes, string key, string name)
    {
        var merged = (JsonArray)list.DeepClone();
        foreach (var change in changes.OfType<JsonObject>())
        {
            var index = merged.ToList().FindIndex(item => item is JsonObject known && JsonNode.DeepEquals(known[key], change[key]));
            if ((string?)change["$patch"] == "delete")
            {
                if (index >= 0)
                    merged.RemoveAt(index);
            }
            else if (index >= 0)
            {
                merged[index] = Apply(merged[index], change, name);
            }
            else
            {
                merged.Add(change.DeepClone());
            }
        }

        return merged;
    }
}
