using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Problems;

namespace Mesh.Api.Resources;

/// <summary>Kubernetes' discovery.k8s.io/v1 EndpointSlice: endpoints of a service that selects no workloads.</summary>
public sealed record EndpointSlice(ObjectMeta Metadata, ResourceOrigin Origin) : MeshResource(Metadata, Origin)
{
    /// <summary>The label that names the service.</summary>
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    /// <inheritdoc/>
    public override string Kind => "EndpointSlice";

    /// <summary>The service in the same namespace whose endpoints these are; null when no label names one.</summary>
    public NamespacedName? Service { get; init; }

    /// <summary>Where to connect to.</summary>
    public ImmutableArray<SliceEndpoint> Endpoints { get; init; } = [];

    /// <summary>Ports that each endpoint has; their names are the service ports' names.</summary>
    public ImmutableArray<SlicePort> Ports { get; init; } = [];
}

/// <summary>One endpoint of an <see cref="EndpointSlice"/>.</summary>
/// <param name="Address">The first of its addresses; the others mean the same endpoint.</param>
/// <param name="Ready">Takes new traffic.</param>
/// <param name="Serving">Answers, though it may be terminating.</param>
/// <param name="Terminating">On its way out.</param>
public sealed record SliceEndpoint(IPAddress Address, bool Ready, bool Serving, bool Terminating)
{
    /// <summary>The node it is on; null when it is not known.</summary>
    public string? Node { get; init; }

    /// <summary>Zones whose clients should use it; empty: no hint.</summary>
    public ImmutableArray<string> ForZones { get; init; } = [];

    /// <summary>Nodes whose clients should use it; empty: no hint.</summary>
    public ImmutableArray<string> ForNodes { get; init; } = [];
}

/// <summary>One port of an <see cref="EndpointSlice"/>.</summary>
/// <param name="Name">Name of the service port it backs; empty for a service with one unnamed port.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Protocol">Only TCP goes through the mesh.</param>
public sealed record SlicePort(string Name, int Port, TransportProtocol Protocol);
