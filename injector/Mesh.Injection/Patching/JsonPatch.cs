using System.Text.Json.Nodes;

namespace Mesh.Injection.Patching;

/// <summary>A JSON Patch (RFC 6902). Immutable.</summary>
public sealed class JsonPatch
{
    private readonly IReadOnlyList<JsonObject> _operations;

    internal JsonPatch(IReadOnlyList<JsonObject> operations) => _operations = operations;

    /// <summary>Changes nothing.</summary>
    public static JsonPatch Empty { get; } = new([]);

    /// <summary>Whether it changes nothing.</summary>
    public bool IsEmpty => _operations.Count == 0;

    /// <summary>The operations, as a document of their own.</summary>
    public JsonArray ToJson() => new([.. _operations.Select(operation => operation.DeepClone())]);

    /// <summary>An operation that adds a member or inserts an item.</summary>
    internal static JsonObject Add(string path, JsonNode value) => new() { ["op"] = "add", ["path"] = path, ["value"] = value };

    /// <summary>An operation that replaces what is there.</summary>
    internal static JsonObject Replace(string path, JsonNode value) => new() { ["op"] = "replace", ["path"] = path, ["value"] = value };

    /// <summary>A member's name as a reference token (RFC 6901 §3).</summary>
    internal static string Token(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
