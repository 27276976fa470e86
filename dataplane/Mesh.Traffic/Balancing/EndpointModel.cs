using System.Collections.Immutable;
using System.Net;
using Mesh.Identity;

namespace Mesh.Traffic.Balancing;

/// <summary>One endpoint of a cluster as the control plane described it. Immutable but for the shared <see cref="State"/>.</summary>
public sealed class EndpointModel
{
    /// <summary>Creates an endpoint.</summary>
    /// <param name="address">The application's address and port.</param>
    /// <param name="state">The endpoint's counters, the same object in every snapshot.</param>
    public EndpointModel(IPEndPoint address, EndpointState state)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(state);
        Address = address;
        State = state;
    }

    /// <summary>The application's address and port; with <see cref="EndpointTransport.Tunnel"/> the tunnel goes to the same IP.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Counters that outlive snapshots.</summary>
    public EndpointState State { get; }

    /// <summary>How the endpoint is reached. Default plaintext.</summary>
    public EndpointTransport Transport { get; init; }

    /// <summary>Identities the peer may present; never empty with <see cref="EndpointTransport.Tunnel"/>.</summary>
    public ImmutableArray<SpiffeId> AcceptedIdentities { get; init; } = [];

    /// <summary>Workload for telemetry, <c>catalog-1.shop</c>; empty when there is none.</summary>
    public string Workload { get; init; } = "";

    /// <summary>Share relative to the cluster's other endpoints. Default 1, at least 1.</summary>
    public int Weight { get; init; } = 1;
}
