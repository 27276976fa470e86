using System.Text.Json;
using k8s.Models;

namespace Mesh.Cluster.Tests.Clusters;

/// <summary>Objects that many tests make.</summary>
internal static class Samples
{
    public static V1ConfigMap Map(string name, params (string Key, string Value)[] data) =>
        new() { Metadata = new V1ObjectMeta { Name = name }, Data = data.ToDictionary(entry => entry.Key, entry => entry.Value) };

    /// <summary>A pod that no node ever gets.</summary>
    public static V1Pod Pod(string name, params (string Key, string Value)[] annotations) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Annotations = annotations.ToDictionary(entry => entry.Key, entry => entry.Value) },
        Spec = new V1PodSpec
        {
            SchedulingGates = [new V1PodSchedulingGate { Name = "example.org/never" }],
            Containers = [new V1Container { Name = "app", Image = "localhost/app:1" }],
        },
    };

    public static V1Service Service(string name) =>
        new() { Metadata = new V1ObjectMeta { Name = name }, Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Name = "http", Port = 80 }] } };

    /// <summary>A namespaced kind with a status and any fields.</summary>
    public static V1CustomResourceDefinition Definition(string group, string kind, params string[] versions) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{Plural(kind)}.{group}",
            // Groups of the community want to know who approved.
            Annotations = new Dictionary<string, string> { ["api-approved.kubernetes.io"] = "unapproved, for a test" },
        },
        Spec = new V1CustomResourceDefinitionSpec
        {
            Group = group,
            Scope = "Namespaced",
            Names = new V1CustomResourceDefinitionNames { Kind = kind, Plural = Plural(kind), Singular = kind.ToLowerInvariant() },
            Versions = [.. versions.Select((version, at) => Version(version, isStored: at == 0))],
        },
    };

    /// <summary>An object of any kind as the client takes and gives it.</summary>
    public static JsonElement Json(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static string Plural(string kind) => kind.ToLowerInvariant() + "s";

    private static V1CustomResourceDefinitionVersion Version(string name, bool isStored) => new()
    {
        Name = name,
        Served = true,
        Storage = isStored,
        Subresources = new V1CustomResourceSubresources { Status = new object() },
        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true } },
    };
}
