using System.Collections.Immutable;
using Mesh.Api.Problems;

namespace Mesh.Api.Resources;

/// <summary>gateway.networking.k8s.io TCPRoute with Service parents: splits connections.</summary>
public sealed record TcpRoute(ObjectMeta Metadata, ResourceOrigin Origin) : MeshResource(Metadata, Origin)
{
    /// <inheritdoc/>
    public override string Kind => "TCPRoute";

    /// <summary>The services it is for.</summary>
    public ImmutableArray<ParentReference> Parents { get; init; } = [];

    /// <summary>Backends of its only rule, at least one.</summary>
    public ImmutableArray<BackendReference> Backends { get; init; } = [];
}
