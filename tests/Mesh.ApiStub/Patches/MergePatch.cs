using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Patches;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject fields)
            return patch?.DeepClone();
        var merged = target is JsonObject known ? (JsonObject)known.DeepClone() : [];
        foreach (var (name, value) in fields)
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = Apply(merged[name], value);
        }

        return merged;
    }
}
