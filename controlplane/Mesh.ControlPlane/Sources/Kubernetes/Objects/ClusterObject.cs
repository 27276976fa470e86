using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.Api.Resources;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>What is kept of one object. Equal when the fields that are used are: everything else follows from them.</summary>
/// <param name="fingerprint">Hash of the fields that are used.</param>
internal class ClusterObject(string fingerprint) : IEquatable<ClusterObject>
{
    /// <summary>The resource; null while none of the object's versions was good. Of a version that is not good it is the last good one.</summary>
    public MeshResource? Resource { get; init; }

    /// <summary>What is wrong with the newest version.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>Its kind and name: <c>HTTPRoute shop/catalog</c>.</summary>
    public required string Identity { get; init; }

    /// <inheritdoc/>
    public bool Equals(ClusterObject? other) => other?.Fingerprint == Fingerprint;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClusterObject);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    private string Fingerprint { get; } = fingerprint;
}
