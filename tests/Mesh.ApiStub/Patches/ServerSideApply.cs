using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Patches;

/// <summary>Server-side apply: a writer owns what it applied, and what it applies no more is removed. Other writes own nothing here.</summary>
/// <param name="manager">The writer.</param>
/// <param name="isForced">Whether it takes what belongs to others.</param>
/// <param name="now">The time of the write.</param>
internal sealed class ServerSideApply(string manager, bool isForced, DateTimeOffset now)
{
    /// <summary>The object afterwards.</summary>
    /// <param name="before">The object; empty when there is none.</param>
    /// <param name="applied">What the writer wants.</param>
    /// <exception cref="ApiError">It wants another value for what belongs to another.</exception>
    public JsonObject Merge(JsonObject before, JsonObject applied)
    {
        var entries = before["metadata"]?["managedFields"]?.AsArray().Select(entry => entry!.AsObject()).ToList() ?? [];
        var own = entries.Find(entry => (string?)entry["manager"] == manager);
        var others = entries.Where(entry => entry != own).Select(entry => (JsonObject)entry.DeepClone()).ToList();
        var wanted = FieldSets.Of(applied);
        foreach (var path in FieldSets.Leaves(wanted))
            Claim(path, before, applied, others);
        var merged = (JsonObject)MergePatch.Apply(before, applied)!;
        foreach (var path in own is null ? [] : FieldSets.Leaves(own["fieldsV1"]!.AsObject()))
        {
            if (!Owns(wanted, path) && !others.Exists(entry => Owns(entry["fieldsV1"]!.AsObject(), path)))
                Remove(merged, path);
        }

        var entry = own is not null && JsonNode.DeepEquals(own["fieldsV1"], wanted) ? (JsonObject)own.DeepClone() : Entry(applied, wanted);
        merged["metadata"]!["managedFields"] = new JsonArray([entry, .. others]);
        return merged;
    }

    private void Claim(string[] path, JsonObject before, JsonObject applied, List<JsonObject> others)
    {
        if (JsonNode.DeepEquals(Find(before, path), Find(applied, path)))
            return;
        foreach (var other in others.Where(entry => Owns(entry["fieldsV1"]!.AsObject(), path)))
        {
            if (!isForced)
                throw new ApiError(409, "Conflict", $"Apply failed with 1 conflict: conflict with \"{(string)other["manager"]!}\": .{string.Join('.', path)}");
            Release(other["fieldsV1"]!.AsObject(), [.. path.Select(step => "f:" + step)]);
        }

        others.RemoveAll(entry => entry["fieldsV1"]!.AsObject().Count == 0);
    }

    private JsonObject Entry(JsonObject applied, JsonObject wanted) => new()
    {
        ["manager"] = manager,
        ["operation"] = "Apply",
        ["apiVersion"] = applied["apiVersion"]?.DeepClone(),
        ["time"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["fieldsType"] = "FieldsV1",
        ["fieldsV1"] = wanted,
    };

    private static bool Owns(JsonObject set, string[] path) => Find(set, [.. path.Select(step => "f:" + step)]) is not null;

    private static JsonNode? Find(JsonObject json, string[] path) => path.Aggregate((JsonNode?)json, (node, step) => (node as JsonObject)?[step]);

    // With what holds nothing any more.
    private static void Release(JsonObject set, string[] path)
    {
        for (var length = path.Length; length > 0 && (length == path.Length || Find(set, path[..length]) is JsonObject { Count: 0 }); length--)
            Remove(set, path[..length]);
    }

    private static void Remove(JsonObject json, string[] path)
    {
        if (Find(json, path[..^1]) is JsonObject holder)
            holder.Remove(path[^1]);
    }
}
