using System.Collections.Immutable;
using System.Net;
using Mesh.Identity;
using Mesh.Traffic.Balancing;

namespace Mesh.Discovery.Resources;

/// <summary>One usable endpoint as it was received.</summary>
internal sealed record EndpointSpec(
    IPEndPoint Address, EndpointTransport Transport, ImmutableArray<SpiffeId> AcceptedIdentities, string Workload, int Weight);

/// <summary>A cluster's usable endpoints as they were received.</summary>
internal sealed record EndpointsSpec(string Name, ImmutableArray<EndpointSpec> Endpoints);
