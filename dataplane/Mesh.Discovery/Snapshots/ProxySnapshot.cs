using System.Net;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Outbound;

namespace Mesh.Discovery.Snapshots;

/// <summary>
/// Everything the proxy knows at one moment, complete in itself: a destination is in it only when all that it refers to is.
/// Immutable; take <see cref="IDiscovery.Current"/> once per decision. A look-up marks what it finds as used.
/// </summary>
public sealed class ProxySnapshot
{
    private readonly Dictionary<IPEndPoint, SnapshotEntry<OutboundDestination>> _destinations;
    private readonly Dictionary<string, SnapshotEntry<DnsAnswer>>.AlternateLookup<ReadOnlySpan<char>> _names;

    internal ProxySnapshot(
        long number,
        Dictionary<IPEndPoint, SnapshotEntry<OutboundDestination>> destinations,
        Dictionary<string, SnapshotEntry<DnsAnswer>> names)
    {
        Number = number;
        _destinations = destinations;
        _names = names.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Knows nothing.</summary>
    public static ProxySnapshot Empty { get; } = new(0, [], new(StringComparer.Ordinal));

    /// <summary>Counts up with every change.</summary>
    public long Number { get; }

    /// <summary>Mesh-wide settings; null until they were received or loaded.</summary>
    public MeshSettings? Settings { get; internal init; }

    /// <summary>What the proxy accepts for its workload; null until it was received or loaded.</summary>
    public InboundPolicy? Inbound { get; internal init; }

    /// <summary>Destinations that are known, in no order. For diagnostics; marks nothing as used.</summary>
    public IEnumerable<OutboundDestination> Destinations =>
        _destinations.Values.Where(entry => entry.Answer.IsKnown).Select(entry => entry.Answer.Value!);

    /// <summary>The destination of an address an application dialled. IPv4-mapped addresses must be given as IPv4.</summary>
    public Lookup<OutboundDestination> Find(IPEndPoint address) =>
        _destinations.TryGetValue(address, out var entry) ? entry.Use() : default;

    /// <summary>The addresses of a name.</summary>
    /// <param name="name">Lower case, without a final dot.</param>
    public Lookup<DnsAnswer> FindName(ReadOnlySpan<char> name) =>
        _names.TryGetValue(name, out var entry) ? entry.Use() : default;

    /// <summary>Whether an address is known to have no destination. Marks nothing as used.</summary>
    internal bool IsAbsent(IPEndPoint address) => _destinations.TryGetValue(address, out var entry) && entry.Answer.IsAbsent;

    /// <summary>Whether a name is known not to exist. Marks nothing as used.</summary>
    internal bool IsAbsent(string name) => _names.TryGetValue(name, out var entry) && entry.Answer.IsAbsent;
}
