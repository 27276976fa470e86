using System.Collections.Concurrent;

namespace Mesh.Proxy.Metrics;

/// <summary>All of the proxy's metrics. Thread-safe.</summary>
internal sealed class ProxyMetrics
{
    // A caller that dials ever new addresses must not grow memory without bound.
    private const int MaxEdges = 10_000;

    private readonly ConcurrentDictionary<EdgeKey, EdgeMetrics> _edges = new();
    private readonly ConcurrentDictionary<string, StrongBox> _handshakes = new();

    /// <summary>What was refused before it became an exchange.</summary>
    internal RefusalMetrics Refusals { get; } = new();

    /// <summary>All edges seen.</summary>
    internal IEnumerable<EdgeMetrics> Edges => _edges.Values;

    /// <summary>TLS handshakes between proxies by key exchange group; the reason in place of the group for failed ones.</summary>
    internal IEnumerable<(string Group, long Count)> Handshakes => _handshakes.Select(h => (h.Key, Interlocked.Read(ref h.Value.Value)));

    /// <summary>Counters of one edge; beyond the limit all new ones share the destination <c>(other)</c>.</summary>
    internal EdgeMetrics Edge(EdgeKey key)
    {
        if (_edges.TryGetValue(key, out var edge))
            return edge;
        if (_edges.Count >= MaxEdges)
            key = key with { Destination = "(other)" };
        return _edges.GetOrAdd(key, static k => new EdgeMetrics(k));
    }

    internal void OnHandshake(string group) =>
        Interlocked.Increment(ref _handshakes.GetOrAdd(group, static _ => new StrongBox()).Value);

    private sealed class StrongBox
    {
        public long Value;
    }
}
