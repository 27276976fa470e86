using System.Collections.Immutable;
using System.Net;
using Mesh.Traffic.Outbound;

namespace Mesh.Discovery.Resources;

/// <summary>A listener's HTTP side as it was received: the name of a route configuration, or the configuration itself.</summary>
internal sealed record HttpSpec(string RouteName, RouteSpec? Inline);

/// <summary>A listener's TCP side as it was received.</summary>
internal sealed record TcpSpec(ImmutableArray<WeightedName> Split, TimeSpan? IdleTimeout);

/// <summary>A listener as it was received.</summary>
internal sealed record ListenerSpec(string Name, IPEndPoint Address, HttpSpec? Http, TcpSpec? Tcp)
{
    public DestinationProtocol Protocol => Http is null ? DestinationProtocol.Tcp : Tcp is null ? DestinationProtocol.Http : DestinationProtocol.Auto;
}
