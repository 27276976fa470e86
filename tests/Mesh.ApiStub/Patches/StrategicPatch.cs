using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Patches;

/// <summary>
/// Kubernetes' strategic merge patch as far as <c>kubectl apply</c> uses it: like a merge patch, but lists that come with their order are
/// merged by key, and elements may be deleted. The server knows no schemas, so the key is guessed.
/// </summary>
internal static class StrategicPatch
{
    private const string Order = "$setElementOrder/";

    private static readonly string[] Keys = ["name", "port", "containerPort", "mountPath", "key", "type", "ip"];

    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject fields)
            return patch?.DeepClone();
        var merged = target is JsonObject known ? (JsonObject)known.DeepClone() : [];
        foreach (var (name, value) in fields.Where(field => !field.Key.StartsWith('$')))
        {
            if (value is null)
                merged.Remove(name);
            else if (value is JsonArray items && fields.ContainsKey(Order + name) && merged[name] is JsonArray list)
                merged[name] = MergeList(list, items);
            else
                merged[name] = Apply(merged[name], value);
        }

        return merged;
    }

    private static JsonArray MergeList(JsonArray list, JsonArray changes)
    {
        var merged = (JsonArray)list.DeepClone();
        foreach (var change in changes.OfType<JsonObject>())
        {
            var key = Array.Find(Keys, change.ContainsKey) ?? "name";
            var index = merged.ToList().FindIndex(item => item is JsonObject known && JsonNode.DeepEquals(known[key], change[key]));
            if ((string?)change["$patch"] == "delete")
            {
                if (index >= 0)
                    merged.RemoveAt(index);
            }
            else if (index >= 0)
            {
                merged[index] = Apply(merged[index], change);
            }
            else
            {
                merged.Add(change.DeepClone());
            }
        }

        return merged;
    }
}
