using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>An object whose status says what became of it.</summary>
/// <param name="fingerprint">Hash of the fields that are used.</param>
internal abstract class ReportedObject(string fingerprint) : ClusterObject(fingerprint)
{
    /// <summary>The kind it is of.</summary>
    public required ClusterKind Kind { get; init; }

    /// <summary>Its name.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>Counts changes of its spec.</summary>
    public required long Generation { get; init; }

    /// <summary>Its newest version, so that a status is not written over someone else's.</summary>
    public required string Version { get; init; }
}
