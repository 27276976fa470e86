using System.Text.Json;
using Mesh.Api.Yaml;

namespace Mesh.Api.Objects;

/// <summary>JSON as the tree that decoders read. It has no lines.</summary>
internal static class JsonTree
{
    public static YamlNode Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => new YamlMapping(0, [.. json.EnumerateObject().Select(field => new YamlField(field.Name, 0, Read(field.Value)))]),
        JsonValueKind.Array => new YamlSequence(0, [.. json.EnumerateArray().Select(Read)]),
        JsonValueKind.String => new YamlScalar(0, json.GetString()!, quoted: true),
        JsonValueKind.Undefined => new YamlScalar(0, "null", quoted: false),
        _ => new YamlScalar(0, json.GetRawText(), quoted: false),
    };
}
