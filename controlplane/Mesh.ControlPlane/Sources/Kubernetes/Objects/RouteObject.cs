using System.Collections.Immutable;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Sources.Kubernetes.Objects;

/// <summary>A route, with what its status is written from.</summary>
/// <param name="fingerprint">Hash of the fields that are used.</param>
internal sealed class RouteObject(string fingerprint) : ClusterObject(fingerprint)
{
    /// <summary>The kind it is of.</summary>
    public required ClusterKind Kind { get; init; }

    /// <summary>Its name.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>Counts changes of its spec.</summary>
    public required long Generation { get; init; }

    /// <summary>Its newest version, so that a status is not written over someone else's.</summary>
    public required string Version { get; init; }

    /// <summary>Its parents that are Services, as written (JSON), by place among <c>parentRefs</c>.</summary>
    public required ImmutableSortedDictionary<int, string> Parents { get; init; }

    /// <summary>The entries of <c>status.parents</c>, JSON.</summary>
    public required string StatusParents { get; init; }
}
