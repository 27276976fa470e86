using System.Collections.Immutable;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Xds;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Routing;

namespace Mesh.Discovery.Warming;

/// <summary>
/// Makes route tables usable: a new version is taken when each cluster it names is usable or known not to exist; until then
/// the last one stays, with its clusters' newest endpoints.
/// </summary>
internal sealed class RouteWarmer(ResourceStore store, ClusterWarmer clusters)
{
    private readonly Dictionary<string, WarmRoute> _warm = new(StringComparer.Ordinal);

    /// <summary>The table that is in use, if any.</summary>
    public WarmRoute? InUse(string name) => _warm.GetValueOrDefault(name);

    /// <summary>The table; an empty one when the configuration does not exist; null while nothing is usable.</summary>
    public RouteTable? Resolve(string name, long now)
    {
        var route = store.Routes.Find(name);
        var candidate = route.IsAbsent ? new RouteSpec(name, []) : route.Value;
        return Resolve(name, candidate, now);
    }

    /// <summary>The table of a configuration that is part of a listener.</summary>
    public RouteTable? ResolveInline(string listener, RouteSpec spec, long now) => Resolve(InlineKey(listener), spec, now);

    /// <summary>Forgets tables that are no longer wanted.</summary>
    public void Prune()
    {
        var inline = store.Listeners.Entries.Keys.Select(InlineKey).ToHashSet(StringComparer.Ordinal);
        foreach (var name in _warm.Keys.Where(name => !store.Routes.Entries.ContainsKey(name) && !inline.Contains(name)).ToArray())
            _warm.Remove(name);
    }

    // No resource has this name: a listener's name is an address, and the prefix makes none.
    private static string InlineKey(string listener) => "inline " + listener;

    private RouteTable? Resolve(string key, RouteSpec? candidate, long now)
    {
        var warm = _warm.GetValueOrDefault(key);
        var next = (candidate is null ? null : TryBuild(candidate, warm, now)) ?? (warm is null ? null : TryBuild(warm.Spec, warm, now)) ?? warm;
        if (next is not null && !ReferenceEquals(next, warm))
            _warm[key] = next;
        return next?.Table;
    }

    private WarmRoute? TryBuild(RouteSpec spec, WarmRoute? warm, long now)
    {
        var models = ImmutableArray.CreateBuilder<ClusterModel>(spec.Clusters.Length);
        foreach (var name in spec.Clusters)
        {
            if (clusters.Resolve(name, now) is not { } cluster)
                return null;
            models.Add(cluster);
        }
        if (warm is not null && ReferenceEquals(warm.Spec, spec) && warm.Clusters.SequenceEqual(models))
            return warm;
        return new WarmRoute(spec, models.ToImmutable(), RouteTables.Build(spec, models));
    }
}
