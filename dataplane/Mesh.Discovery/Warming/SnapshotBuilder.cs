using System.Net;
using Mesh.Conventions;
using Mesh.Discovery.Demand;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Xds;
using Mesh.Traffic.Outbound;

namespace Mesh.Discovery.Warming;

/// <summary>Makes snapshots out of the store and the demand. Owned by one thread.</summary>
internal sealed class SnapshotBuilder
{
    private readonly ResourceStore _store;
    private readonly DemandSet<IPEndPoint> _addresses;
    private readonly DemandSet<string> _names;
    private readonly ClusterWarmer _clusters;
    private readonly RouteWarmer _routes;
    private readonly ListenerWarmer _listeners;
    private readonly References _references;
    private Dictionary<IPEndPoint, SnapshotEntry<OutboundDestination>> _destinations = [];
    private Dictionary<string, SnapshotEntry<DnsAnswer>> _answers = new(StringComparer.Ordinal);

    public SnapshotBuilder(ResourceStore store, DemandSet<IPEndPoint> addresses, DemandSet<string> names)
    {
        _store = store;
        _addresses = addresses;
        _names = names;
        _clusters = new ClusterWarmer(store);
        _routes = new RouteWarmer(store, _clusters);
        _listeners = new ListenerWarmer(store, _clusters, _routes);
        _references = new References(store, _listeners, _routes, _clusters);
    }

    /// <summary>The latest snapshot.</summary>
    public ProxySnapshot Current { get; private set; } = ProxySnapshot.Empty;

    /// <summary>Makes the store want what is asked for and all that this refers to.</summary>
    public void Follow()
    {
        _references.Follow(_addresses.Entries.Select(entry => entry.Key.ToString()).ToHashSet(StringComparer.Ordinal));
        _store.Names.Want(_names.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Makes a new snapshot when anything in it changed.</summary>
    public bool Build(long now)
    {
        var destinations = BuildDestinations(now);
        var answers = BuildAnswers();
        // A removed description of the mesh or the workload leaves the last good one.
        var settings = _store.Settings.Find(ResourceTypes.MeshConfigName).Value ?? Current.Settings;
        var inbound = _store.Workload.Find(ResourceTypes.SelfName).Value ?? Current.Inbound;
        if (AreEqual(destinations, _destinations) && AreEqual(answers, _answers)
            && ReferenceEquals(settings, Current.Settings) && ReferenceEquals(inbound, Current.Inbound))
            return false;
        _destinations = destinations;
        _answers = answers;
        Current = new ProxySnapshot(Current.Number + 1, destinations, answers) { Settings = settings, Inbound = inbound };
        return true;
    }

    private Dictionary<IPEndPoint, SnapshotEntry<OutboundDestination>> BuildDestinations(long now)
    {
        var destinations = new Dictionary<IPEndPoint, SnapshotEntry<OutboundDestination>>(_addresses.Count);
        foreach (var (address, demand) in _addresses.Entries)
        {
            var answer = _listeners.Resolve(address.ToString(), now);
            if (answer.State != LookupState.Unknown)
                destinations.Add(address, new SnapshotEntry<OutboundDestination>(answer, demand.Mark));
        }
        return destinations;
    }

    private Dictionary<string, SnapshotEntry<DnsAnswer>> BuildAnswers()
    {
        var answers = new Dictionary<string, SnapshotEntry<DnsAnswer>>(_names.Count, StringComparer.Ordinal);
        foreach (var (name, demand) in _names.Entries)
        {
            var answer = _store.Names.Find(name);
            if (answer.State != LookupState.Unknown)
                answers.Add(name, new SnapshotEntry<DnsAnswer>(answer, demand.Mark));
        }
        return answers;
    }

    private static bool AreEqual<TKey, T>(Dictionary<TKey, SnapshotEntry<T>> left, Dictionary<TKey, SnapshotEntry<T>> right)
        where TKey : notnull
        where T : class
    {
        if (left.Count != right.Count)
            return false;
        foreach (var (key, entry) in left)
        {
            if (!right.TryGetValue(key, out var other) || entry.Answer.State != other.Answer.State
                || !ReferenceEquals(entry.Answer.Value, other.Answer.Value) || !ReferenceEquals(entry.Mark, other.Mark))
                return false;
        }
        return true;
    }
}
