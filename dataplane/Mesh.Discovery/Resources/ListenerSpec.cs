using System.Collections.Immutable;
using System.Net;

namespace Mesh.Discovery.Resources;

/// <summary>A listener's HTTP side as it was received: the name of a route configuration, or the configuration itself.</summary>
internal sealed record HttpSpec(string RouteName, RouteSpec? Inline);

/// <summary>A listener's TCP side as it was received.</summary>
internal sealed record TcpSpec(ImmutableArray<WeightedName> Split, TimeSpan? IdleTimeout);

/// <summary>A listener's chain for TLS server names as it was received.</summary>
internal sealed record ServerNameSpec(ImmutableArray<string> Names, TcpSpec Tcp);

/// <summary>A listener as it was received.</summary>
internal sealed record ListenerSpec(string Name, IPEndPoint Address, HttpSpec? Http, TcpSpec? Tcp)
{
    /// <summary>Chains by server name. With any, there is neither HTTP nor TCP.</summary>
    public ImmutableArray<ServerNameSpec> ServerNames { get; init; } = [];

    /// <summary>The clusters of all TCP filters.</summary>
    public IEnumerable<WeightedName> TcpTargets => (Tcp?.Split ?? []).Concat(ServerNames.SelectMany(chain => chain.Tcp.Split));
}
