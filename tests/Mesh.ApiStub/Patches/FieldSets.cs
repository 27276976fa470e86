using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Patches;

/// <summary>Sets of fields in the form of <c>managedFields</c> (FieldsV1). Lists are one field each.</summary>
internal static class FieldSets
{
    private const string Prefix = "f:";

    // What every object has belongs to nobody.
    private static readonly string[] Common = ["apiVersion", "kind"];
    private static readonly string[] CommonMetadata = ["name", "namespace", "managedFields", "resourceVersion", "uid", "creationTimestamp", "generation"];

    /// <summary>The fields of an object that somebody applied.</summary>
    public static JsonObject Of(JsonObject applied)
    {
        var set = Of(applied, Common);
        if (applied["metadata"] is JsonObject metadata)
        {
            set.Remove(Prefix + "metadata");
            if (Of(metadata, CommonMetadata) is { Count: > 0 } owned)
                set[Prefix + "metadata"] = owned;
        }

        return set;
    }

    /// <summary>The fields as paths: <c>data</c>, <c>key</c>.</summary>
    public static IEnumerable<string[]> Leaves(JsonObject set, params string[] above)
    {
        foreach (var (name, below) in set)
        {
            string[] path = [.. above, name[Prefix.Length..]];
            if (below is JsonObject { Count: > 0 } more)
            {
                foreach (var leaf in Leaves(more, path))
                    yield return leaf;
            }
            else
            {
                yield return path;
            }
        }
    }

    private static JsonObject Of(JsonObject json, string[] except)
    {
        var set = new JsonObject();
        foreach (var (name, value) in json.Where(field => !except.Contains(field.Key)))
            set[Prefix + name] = value is JsonObject below ? Of(below, []) : [];
        return set;
    }
}
