using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.ApiStub.Storage;

namespace Mesh.ApiStub.Patches;

/// <summary>JSON patch (RFC 6902): add, remove, replace, test, copy and move.</summary>
internal static class JsonPatch
{
    /// <exception cref="ApiError">An operation cannot be applied.</exception>
    public static JsonNode Apply(JsonNode target, JsonNode patch)
    {
        var result = target.DeepClone();
        foreach (var operation in patch.AsArray())
            Apply(result, operation!.AsObject());
        return result;
    }

    private static void Apply(JsonNode root, JsonObject operation)
    {
        var path = Steps((string)operation["path"]!);
        var from = operation["from"] is { } source ? Steps((string)source!) : [];
        switch ((string)operation["op"]!)
        {
            case "add":
                Add(root, path, operation["value"]?.DeepClone());
                break;
            case "replace":
                Replace(root, path, operation["value"]?.DeepClone());
                break;
            case "remove":
                Remove(root, path);
                break;
            case "test" when !JsonNode.DeepEquals(Find(root, path), operation["value"]):
                throw Broken(operation, "the value is another");
            case "test":
                break;
            case "copy":
                Add(root, path, Find(root, from)?.DeepClone());
                break;
            case "move":
                var moved = Find(root, from)?.DeepClone();
                Remove(root, from);
                Add(root, path, moved);
                break;
            default:
                throw Broken(operation, "the operation is not known");
        }
    }

    private static string[] Steps(string pointer) =>
        [.. pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static JsonNode? Find(JsonNode root, ReadOnlySpan<string> path)
    {
        JsonNode? node = root;
        foreach (var step in path)
            node = node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)] : node?[step];
        return node;
    }

    private static void Add(JsonNode root, string[] path, JsonNode? value)
    {
        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonArray list when path[^1] == "-":
                list.Add(value);
                break;
            case JsonArray list:
                list.Insert(int.Parse(path[^1], CultureInfo.InvariantCulture), value);
                break;
            case JsonObject fields:
                fields[path[^1]] = value;
                break;
            default:
                throw Missing(path);
        }
    }

    // As Kubernetes does it: a field that is not there is made.
    private static void Replace(JsonNode root, string[] path, JsonNode? value)
    {
        if (Find(root, path.AsSpan(0, path.Length - 1)) is JsonArray)
            Remove(root, path);
        Add(root, path, value);
    }

    private static void Remove(JsonNode root, string[] path)
    {
        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonArray list:
                list.RemoveAt(int.Parse(path[^1], CultureInfo.InvariantCulture));
                break;
            case JsonObject fields when fields.Remove(path[^1]):
                break;
            default:
                throw Missing(path);
        }
    }

    private static ApiError Missing(string[] path) => new(422, "Invalid", $"the patch's path /{string.Join('/', path)} does not exist");

    private static ApiError Broken(JsonObject operation, string why) => new(422, "Invalid", $"{why}: {operation.ToJsonString()}");
}
