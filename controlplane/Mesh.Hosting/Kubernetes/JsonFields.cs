using System.Text.Json;

namespace Mesh.Hosting.Kubernetes;

/// <summary>Reads fields that may be absent or of another type: what is not as expected is as if it were not there.</summary>
public static class JsonFields
{
    /// <summary>The field's value; an undefined element when there is none.</summary>
    public static JsonElement Field(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The field's text; null when there is none.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Whether the field is <c>true</c>.</summary>
    public static bool Flag(this JsonElement json, string name) => json.Field(name).ValueKind == JsonValueKind.True;

    /// <summary>The field's number; null when it is none, or not a whole one.</summary>
    public static int? Number(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <summary>The field's list; empty when it is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
