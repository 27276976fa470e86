using System.Collections.Immutable;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>A route, with what its status is written from.</summary>
/// <param name="fingerprint">Hash of the fields that are used.</param>
internal sealed class RouteObject(string fingerprint) : ReportedObject(fingerprint)
{
    /// <summary>Its parents that are Services, as written (JSON), by place among <c>parentRefs</c>.</summary>
    public required ImmutableSortedDictionary<int, string> Parents { get; init; }

    /// <summary>The entries of <c>status.parents</c>, JSON.</summary>
    public required string StatusParents { get; init; }
}
