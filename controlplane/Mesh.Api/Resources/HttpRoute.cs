using System.Collections.Immutable;
using Mesh.Api.Problems;

namespace Mesh.Api.Resources;

/// <summary>gateway.networking.k8s.io/v1 HTTPRoute with Service parents (GAMMA).</summary>
public sealed record HttpRoute(ObjectMeta Metadata, ResourceOrigin Origin) : MeshResource(Metadata, Origin)
{
    /// <inheritdoc/>
    public override string Kind => "HTTPRoute";

    /// <summary>The services it is for.</summary>
    public ImmutableArray<ParentReference> Parents { get; init; } = [];

    /// <summary>Its rules, in the order written.</summary>
    public ImmutableArray<HttpRouteRule> Rules { get; init; } = [];
}

/// <summary>One rule: any of the matches leads to the backends.</summary>
/// <param name="Name">Its name; null when it has none.</param>
/// <param name="Matches">Alternatives, at least one.</param>
/// <param name="Backends">Where requests go; empty: they are answered with 500.</param>
public sealed record HttpRouteRule(
    string? Name,
    ImmutableArray<HttpRouteMatch> Matches,
    ImmutableArray<BackendReference> Backends)
{
    /// <summary>Longest time for a request with all its tries; zero: no limit; null: not said.</summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>Longest time for one try; zero: no limit; null: not said.</summary>
    public TimeSpan? BackendRequestTimeout { get; init; }
}
