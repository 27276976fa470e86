using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Mesh.Cli.Shared;

/// <summary><c>-o</c>: how a command prints its result.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>For programs and people.</summary>
    Yaml,
}

/// <summary>Prints a result as JSON or YAML.</summary>
internal static class OutputFormats
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    internal static string Text<T>(T value, OutputFormat format)
    {
        var json = JsonSerializer.SerializeToNode(value, Options);
        return format == OutputFormat.Yaml ? new SerializerBuilder().Build().Serialize(Plain(json)).TrimEnd() : json?.ToJsonString(Options) ?? "null";
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject o => o.ToDictionary(p => p.Key, p => Plain(p.Value)),
        JsonArray a => a.Select(Plain).ToList(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => node.GetValue<decimal>(),
            _ => node.GetValue<string>(),
        },
    };
}
