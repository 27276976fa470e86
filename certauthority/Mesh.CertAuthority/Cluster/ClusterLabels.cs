using Mesh.Conventions;

namespace Mesh.CertAuthority.Cluster;

/// <summary>Labels of the objects that the authority makes.</summary>
internal static class ClusterLabels
{
    /// <summary>Says who made it, for people and tools.</summary>
    public static Dictionary<string, string> ManagedByUs() => new() { ["app.kubernetes.io/managed-by"] = MeshIdentities.CertAuthority };
}
