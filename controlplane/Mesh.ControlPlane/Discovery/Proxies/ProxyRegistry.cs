using System.Collections.Concurrent;
using Grpc.Core;
using Mesh.Api.Resources;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>The streams of connected proxies, one per workload: a newer stream replaces an older one.</summary>
internal sealed class ProxyRegistry
{
    private readonly ConcurrentDictionary<NamespacedName, ProxyStream> _streams = new();

    /// <summary>All streams at this moment, by workload.</summary>
    public IReadOnlyList<ProxyStream> Streams => [.. _streams.Values.OrderBy(static stream => stream.Proxy.Workload)];

    /// <summary>How many there are.</summary>
    public int Count => _streams.Count;

    /// <summary>Adds a stream and ends the one it replaces.</summary>
    /// <returns>Whether it replaced one.</returns>
    public bool Add(ProxyStream stream)
    {
        ProxyStream? replaced = null;
        _streams.AddOrUpdate(stream.Proxy.Workload, stream, (_, old) =>
        {
            replaced = old;
            return stream;
        });
        replaced?.End(new Status(StatusCode.Aborted, "another stream of this workload took over; run one proxy per workload"));
        return replaced is not null;
    }

    /// <summary>Removes a stream, unless another one took its place.</summary>
    public void Remove(ProxyStream stream) =>
        _streams.TryRemove(new KeyValuePair<NamespacedName, ProxyStream>(stream.Proxy.Workload, stream));

    /// <summary>Tells all streams that there is something new. Each merges what it did not get to yet.</summary>
    public void WakeAll()
    {
        foreach (var stream in _streams.Values)
            stream.Wake();
    }

    /// <summary>Ends all streams.</summary>
    public void EndAll(Status status)
    {
        foreach (var stream in _streams.Values)
            stream.End(status);
    }
}
