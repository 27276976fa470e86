using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Problems;

namespace Mesh.Api.Resources;

/// <summary>Kubernetes' core/v1 Service: a name and ports for a set of endpoints.</summary>
public sealed record Service(ObjectMeta Metadata, ResourceOrigin Origin) : MeshResource(Metadata, Origin)
{
    /// <inheritdoc/>
    public override string Kind => "Service";

    /// <summary>Labels of the workloads behind it, in the same namespace. Empty: endpoints come from EndpointSlices.</summary>
    public ImmutableSortedDictionary<string, string> Selector { get; init; } = ObjectMeta.NoLabels;

    /// <summary>Its ports, in the order written. May be empty only when headless.</summary>
    public ImmutableArray<ServicePort> Ports { get; init; } = [];

    /// <summary>Addresses that were given or assigned by a cluster. Empty: the mesh assigns automatic ones.</summary>
    public ImmutableArray<IPAddress> ClusterIps { get; init; } = [];

    /// <summary><c>clusterIP: None</c>: the name stands for the endpoints' own addresses.</summary>
    public bool Headless { get; init; }

    /// <summary>Whether endpoints are used before they are ready.</summary>
    public bool PublishNotReadyAddresses { get; init; }

    /// <summary>Type <c>ExternalName</c>: the DNS name that the service's name stands for. The mesh has no part in it. Null: another type.</summary>
    public string? ExternalName { get; init; }

    /// <summary><c>sessionAffinity: ClientIP</c>: a client always gets to the same endpoint.</summary>
    public bool HasClientAffinity { get; init; }

    /// <summary><c>internalTrafficPolicy: Local</c>: a client only gets to endpoints on its own node.</summary>
    public bool IsNodeLocal { get; init; }

    /// <summary>The TCP port of that number; null when there is none.</summary>
    public ServicePort? FindPort(int port) =>
        Ports.FirstOrDefault(p => p.Port == port && p.Protocol == TransportProtocol.Tcp);
}

/// <summary>One port of a <see cref="Service"/>.</summary>
/// <param name="Name">Its name; null when the service has one port and it is not named.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="TargetPort">The workload's port. Default: the same number.</param>
public sealed record ServicePort(string? Name, int Port, PortReference TargetPort)
{
    /// <summary>TCP goes through the mesh, others do not.</summary>
    public TransportProtocol Protocol { get; init; }

    /// <summary>
    /// The application's protocol as declared, <c>http</c> or <c>kubernetes.io/h2c</c>; null when the name, the number or the first
    /// bytes decide.
    /// </summary>
    public string? AppProtocol { get; init; }
}
