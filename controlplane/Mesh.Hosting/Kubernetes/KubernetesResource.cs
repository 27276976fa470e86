namespace Mesh.Hosting.Kubernetes;

/// <summary>A kind of object as the API server's paths name it.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version, <c>v1</c>.</param>
/// <param name="Plural">The plural, lower case: <c>pods</c>.</param>
public sealed record KubernetesResource(string Group, string Version, string Plural)
{
    /// <summary>The path of all objects, or of those in one namespace. Without a leading slash.</summary>
    /// <param name="place">The namespace; null: all of them, or a kind that has none.</param>
    public string PathOf(string? place)
    {
        var prefix = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return place is null ? $"{prefix}/{Plural}" : $"{prefix}/namespaces/{Uri.EscapeDataString(place)}/{Plural}";
    }

    /// <summary><c>pods</c> or <c>httproutes.gateway.networking.k8s.io</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Plural : $"{Plural}.{Group}";
}
