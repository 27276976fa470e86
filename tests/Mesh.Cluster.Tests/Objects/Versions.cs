using k8s.Models;

namespace Mesh.Cluster.Tests.Objects;

internal static class Versions
{
    /// <summary>An earlier state as a change of the newest.</summary>
    public static V1Service WithVersion(this V1Service earlier, V1Service newest)
    {
        earlier.Metadata.ResourceVersion = newest.Metadata.ResourceVersion;
        return earlier;
    }
}
