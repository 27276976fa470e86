using System.Collections.Immutable;
using System.Net;
using Mesh.Api.Problems;
using Mesh.Conventions;

namespace Mesh.Api.Resources;

/// <summary>A program that the mesh knows: a meshctl.dev/v1alpha1 WorkloadEntry outside Kubernetes, or a pod.</summary>
/// <param name="Metadata">Name, labels, annotations.</param>
/// <param name="Origin">Where it was read.</param>
/// <param name="Addresses">Its own IP addresses, the preferred first. None for a pod that was not given one yet.</param>
public sealed record WorkloadEntry(ObjectMeta Metadata, ResourceOrigin Origin, ImmutableArray<IPAddress> Addresses)
    : MeshResource(Metadata, Origin)
{
    /// <summary>A workload with one address.</summary>
    public WorkloadEntry(ObjectMeta metadata, ResourceOrigin origin, IPAddress address)
        : this(metadata, origin, [address])
    {
    }

    /// <inheritdoc/>
    public override string Kind => IsPod ? "Pod" : "WorkloadEntry";

    /// <summary>The preferred address; <see cref="IPAddress.None"/> when there is none yet.</summary>
    public IPAddress Address => Addresses is [var preferred, ..] ? preferred : IPAddress.None;

    /// <summary>A pod: services find it through EndpointSlices, not by their selectors.</summary>
    public bool IsPod { get; init; }

    /// <summary>Whether a proxy takes tunnels for it. Default: yes.</summary>
    public bool HasProxy { get; init; } = true;

    /// <summary>The node it runs on; null when it is not known.</summary>
    public string? Node { get; init; }

    /// <summary>The zone of that node; null when it is not known.</summary>
    public string? Zone { get; init; }

    /// <summary>The last part of its identity. Default <c>default</c>.</summary>
    public string ServiceAccount { get; init; } = "default";

    /// <summary>Ports by the names that services' <c>targetPort</c> may use.</summary>
    public ImmutableSortedDictionary<string, int> Ports { get; init; } =
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Ports at which the application expects the PROXY protocol, and in which version.</summary>
    public ImmutableSortedDictionary<int, ProxyProtocolVersion> ProxyProtocols { get; init; } = ProxyProtocolSetting.None;

    /// <summary>Share of a service's traffic relative to other endpoints. Default 1, up to 10000; 0 takes it out of its services.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Without transparent capture: where the proxy listens on behalf of services.</summary>
    public ImmutableArray<ExplicitOutbound> Outbounds { get; init; } = [];

    /// <summary>The number of a service's target port here; null when the workload has no port of that name.</summary>
    public int? FindPort(PortReference target)
    {
        if (target.Name is null)
            return target.Number;
        return Ports.TryGetValue(target.Name, out var number) ? number : null;
    }
}

/// <summary>A local address that stands for a service port.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">Its port.</param>
/// <param name="Listen">Where the workload's proxy listens.</param>
public sealed record ExplicitOutbound(NamespacedName Service, int Port, IPEndPoint Listen);
