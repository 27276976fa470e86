using System.Collections.Immutable;
using Mesh.Discovery.Resources;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Xds;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;

namespace Mesh.Discovery.Warming;

/// <summary>Makes destinations usable: a listener is taken when all it refers to is usable; until then the last one stays.</summary>
internal sealed class ListenerWarmer(ResourceStore store, ClusterWarmer clusters, RouteWarmer routes)
{
    private readonly Dictionary<string, WarmListener> _warm = new(StringComparer.Ordinal);

    /// <summary>The listener that is in use, if any.</summary>
    public ListenerSpec? InUse(string name) => _warm.GetValueOrDefault(name)?.Spec;

    /// <summary>The destination of a listener.</summary>
    public Lookup<OutboundDestination> Resolve(string name, long now)
    {
        var listener = store.Listeners.Find(name);
        if (listener.IsAbsent)
        {
            _warm.Remove(name);
            return Lookup<OutboundDestination>.Absent(listener.AnsweredAt);
        }
        var warm = _warm.GetValueOrDefault(name);
        var next = (listener.IsKnown ? TryBuild(listener.Value, warm, now) : null) ?? (warm is null ? null : TryBuild(warm.Spec, warm, now)) ?? warm;
        if (next is null)
            return default;
        _warm[name] = next;
        return Lookup<OutboundDestination>.Known(next.Destination, listener.AnsweredAt);
    }

    /// <summary>Forgets destinations that are no longer wanted.</summary>
    public void Prune()
    {
        foreach (var name in _warm.Keys.Where(name => !store.Listeners.Entries.ContainsKey(name)).ToArray())
            _warm.Remove(name);
    }

    private WarmListener? TryBuild(ListenerSpec spec, WarmListener? warm, long now)
    {
        var table = spec.Http is not { } http ? null
            : http.Inline is { } inline ? routes.ResolveInline(spec.Name, inline, now)
            : routes.Resolve(http.RouteName, now);
        var targets = ResolveTargets(spec, now);
        if ((spec.Http is not null && table is null) || targets is null)
            return null;
        if (warm is not null && ReferenceEquals(warm.Spec, spec) && ReferenceEquals(warm.Table, table) && warm.Targets.SequenceEqual(targets.Value))
            return warm;
        return new WarmListener(spec, table, targets.Value, Build(spec, table, targets.Value));
    }

    private ImmutableArray<ClusterModel>? ResolveTargets(ListenerSpec spec, long now)
    {
        var targets = ImmutableArray.CreateBuilder<ClusterModel>();
        foreach (var target in spec.TcpTargets)
        {
            if (clusters.Resolve(target.Cluster, now) is not { } cluster)
                return null;
            targets.Add(cluster);
        }
        return targets.ToImmutable();
    }

    private static OutboundDestination Build(ListenerSpec spec, RouteTable? table, ImmutableArray<ClusterModel> targets)
    {
        var byName = targets.DistinctBy(cluster => cluster.Name).ToDictionary(cluster => cluster.Name, StringComparer.Ordinal);
        if (!spec.ServerNames.IsEmpty)
            return OutboundDestination.ForTls(spec.Name, BuildServerNames(spec, byName));
        if (spec.Tcp is not { } tcp)
            return OutboundDestination.ForHttp(spec.Name, table!);
        var route = BuildRoute(tcp, byName);
        return table is null ? OutboundDestination.ForTcp(spec.Name, route) : OutboundDestination.ForAuto(spec.Name, table, route);
    }

    private static ServerNameTable BuildServerNames(ListenerSpec spec, Dictionary<string, ClusterModel> byName) =>
        new([.. spec.ServerNames.SelectMany(chain =>
        {
            var route = BuildRoute(chain.Tcp, byName);
            return chain.Names.Select(name => (name, route));
        })]);

    private static TcpRoute BuildRoute(TcpSpec tcp, Dictionary<string, ClusterModel> byName) =>
        new(RouteTables.Build(tcp.Split, byName)) { IdleTimeout = tcp.IdleTimeout };

    private sealed record WarmListener(ListenerSpec Spec, RouteTable? Table, ImmutableArray<ClusterModel> Targets, OutboundDestination Destination);
}
