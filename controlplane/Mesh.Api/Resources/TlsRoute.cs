using System.Collections.Immutable;
using Mesh.Api.Problems;

namespace Mesh.Api.Resources;

/// <summary>gateway.networking.k8s.io TLSRoute with Service parents: sends TLS connections where their server name says, without ending TLS.</summary>
public sealed record TlsRoute(ObjectMeta Metadata, ResourceOrigin Origin) : MeshResource(Metadata, Origin)
{
    /// <inheritdoc/>
    public override string Kind => "TLSRoute";

    /// <summary>The services it is for.</summary>
    public ImmutableArray<ParentReference> Parents { get; init; } = [];

    /// <summary>Server names (SNI) it takes, lower case, at least one: <c>a.example.com</c>, or <c>*.example.com</c> for all below.</summary>
    public ImmutableArray<string> Hostnames { get; init; } = [];

    /// <summary>Backends of its only rule, at least one.</summary>
    public ImmutableArray<BackendReference> Backends { get; init; } = [];
}
