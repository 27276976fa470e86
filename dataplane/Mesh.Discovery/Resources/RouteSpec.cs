using System.Collections.Immutable;
using Mesh.Traffic.Matching;
using Mesh.Traffic.Retries;
using Mesh.Traffic.Routing;
using Mesh.Traffic.Timeouts;

namespace Mesh.Discovery.Resources;

/// <summary>A route as it was received: it names clusters, or is a direct response.</summary>
internal sealed record RouteEntrySpec(
    string Name, RequestMatch Match, ImmutableArray<WeightedName> Split, DirectResponseAction? DirectResponse, TimeoutPolicy Timeouts, RetryPolicy Retries);

/// <summary>A virtual host as it was received.</summary>
internal sealed record VirtualHostSpec(string Name, ImmutableArray<string> Domains, ImmutableArray<RouteEntrySpec> Routes);

/// <summary>A route configuration as it was received.</summary>
internal sealed record RouteSpec(string Name, ImmutableArray<VirtualHostSpec> VirtualHosts)
{
    /// <summary>The clusters it names, each once.</summary>
    public ImmutableArray<string> Clusters { get; } =
        [.. VirtualHosts.SelectMany(host => host.Routes).SelectMany(route => route.Split).Select(target => target.Cluster).Distinct()];
}
