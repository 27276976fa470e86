using System.Collections.Immutable;
using Mesh.Api.Problems;

namespace Mesh.Api.Resources;

/// <summary>meshctl.dev/v1alpha1 PeerAuthentication: which connections a workload accepts.</summary>
public sealed record PeerAuthentication(ObjectMeta Metadata, ResourceOrigin Origin) : MeshResource(Metadata, Origin)
{
    /// <inheritdoc/>
    public override string Kind => "PeerAuthentication";

    /// <summary>Labels of the workloads it is for; null: the whole namespace, or the whole mesh in <c>mesh-system</c>.</summary>
    public ImmutableSortedDictionary<string, string>? Selector { get; init; }

    /// <summary>The mode; null leaves it to the next wider policy.</summary>
    public PeerMode? Mode { get; init; }

    /// <summary>Modes of single workload ports. Only together with a selector.</summary>
    public ImmutableSortedDictionary<int, PeerMode> Ports { get; init; } = ImmutableSortedDictionary<int, PeerMode>.Empty;
}

/// <summary>What a workload accepts.</summary>
public enum PeerMode
{
    /// <summary>mTLS and plaintext. The default of the mesh.</summary>
    Permissive,

    /// <summary>Only mTLS.</summary>
    Strict,

    /// <summary>Only plaintext.</summary>
    Disable,
}
