using System.Collections.Concurrent;
using Mesh.Engine.Tls;
using Mesh.Proxy.Memory;

namespace Mesh.Proxy.Metrics;

/// <summary>All of the proxy's metrics. Thread-safe.</summary>
internal sealed class ProxyMetrics
{
    // A caller that dials ever new addresses must not grow memory without bound.
    private const int MaxEdges = 10_000;

    private readonly ConcurrentDictionary<EdgeKey, EdgeMetrics> _edges = new();
    private readonly ConcurrentDictionary<HandshakeKey, StrongBox> _handshakes = new();
    private readonly ConcurrentDictionary<string, StrongBox> _failedHandshakes = new();

    /// <summary>What was refused before it became an exchange.</summary>
    internal RefusalMetrics Refusals { get; } = new();

    /// <summary>What shortage of memory did.</summary>
    internal MemoryCounters Memory { get; } = new();

    /// <summary>All edges seen.</summary>
    internal IEnumerable<EdgeMetrics> Edges => _edges.Values;

    /// <summary>TLS handshakes between proxies that were finished.</summary>
    internal IEnumerable<(HandshakeKey Key, long Count)> Handshakes => _handshakes.Select(h => (h.Key, Interlocked.Read(ref h.Value.Value)));

    /// <summary>Accepted connections whose handshake failed, or whose certificate names nobody of the mesh, by reason.</summary>
    internal IEnumerable<(string Reason, long Count)> FailedHandshakes => _failedHandshakes.Select(h => (h.Key, Interlocked.Read(ref h.Value.Value)));

    /// <summary>Counters of one edge; beyond the limit all new ones share the destination <c>(other)</c>.</summary>
    internal EdgeMetrics Edge(EdgeKey key)
    {
        if (_edges.TryGetValue(key, out var edge))
            return edge;
        if (_edges.Count >= MaxEdges)
            key = key with { Destination = "(other)" };
        return _edges.GetOrAdd(key, static k => new EdgeMetrics(k));
    }

    /// <summary>A tunnel's handshake is done.</summary>
    internal void OnHandshake(HandshakeRole role, TlsSession session) =>
        Interlocked.Increment(ref _handshakes.GetOrAdd(new HandshakeKey(role, session.Group, session.IsResumed), static _ => new StrongBox()).Value);

    /// <summary>A tunnel was not accepted.</summary>
    internal void OnFailedHandshake(string reason) =>
        Interlocked.Increment(ref _failedHandshakes.GetOrAdd(reason, static _ => new StrongBox()).Value);

    private sealed class StrongBox
    {
        public long Value;
    }
}
