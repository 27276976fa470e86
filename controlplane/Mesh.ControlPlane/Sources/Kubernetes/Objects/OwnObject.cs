namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>An object of the mesh's own kinds.</summary>
/// <param name="fingerprint">Hash of the fields that are used.</param>
internal sealed class OwnObject(string fingerprint) : ReportedObject(fingerprint)
{
    /// <summary>The entries of <c>status.conditions</c>, JSON.</summary>
    public required string StatusConditions { get; init; }
}
