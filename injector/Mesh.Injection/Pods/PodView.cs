using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Injection.Pods;

/// <summary>Reads what injection needs of a pod. Missing and null are the same; what has another type than Kubernetes' is an error.</summary>
internal sealed class PodView
{
    public PodView(JsonObject pod)
    {
        Metadata = Object(pod, "metadata", "metadata");
        Spec = Object(pod, "spec", "spec") ?? throw new FormatException("spec is missing");
        Annotations = Texts(Metadata, "annotations");
        Labels = Texts(Metadata, "labels");
        Containers = List(Spec, "containers", "spec.containers");
        InitContainers = List(Spec, "initContainers", "spec.initContainers");
        VolumeNames = [.. List(Spec, "volumes", "spec.volumes").Select((volume, at) => Text(volume, "name", $"spec.volumes[{at}].name"))];
    }

    public JsonObject? Metadata { get; }

    public JsonObject Spec { get; }

    public IReadOnlyDictionary<string, string> Annotations { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public IReadOnlyList<JsonObject> Containers { get; }

    public IReadOnlyList<JsonObject> InitContainers { get; }

    public IReadOnlyList<string?> VolumeNames { get; }

    public static JsonObject? Object(JsonObject? parent, string name, string path) => parent?[name] switch
    {
        null => null,
        JsonObject found => found,
        _ => throw new FormatException($"{path} is not an object"),
    };

    public static IReadOnlyList<JsonObject> List(JsonObject? parent, string name, string path) => parent?[name] switch
    {
        null => [],
        JsonArray found => [.. found.Select((item, at) => item as JsonObject ?? throw new FormatException($"{path}[{at}] is not an object"))],
        _ => throw new FormatException($"{path} is not a list"),
    };

    public static string? Text(JsonObject? parent, string name, string path) => parent?[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => throw new FormatException($"{path} is not a text"),
    };

    public static bool IsTrue(JsonObject? parent, string name, string path) => parent?[name] switch
    {
        null => false,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        _ => throw new FormatException($"{path} is neither true nor false"),
    };

    public static long? Number(JsonObject? parent, string name, string path) => parent?[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number
            && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new FormatException($"{path} is not a whole number"),
    };

    private static Dictionary<string, string> Texts(JsonObject? metadata, string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, _) in Object(metadata, name, $"metadata.{name}") ?? [])
            texts[key] = Text(metadata![name]!.AsObject(), key, $"metadata.{name}[{key}]") ?? "";
        return texts;
    }
}
