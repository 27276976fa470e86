using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grpc.Core;
using Mesh.Api.Resources;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>
/// The streams of connected proxies. A workload has one process, and two while one takes the other's place; a newer stream of the same process
/// replaces an older one.
/// </summary>
internal sealed class ProxyRegistry
{
    private const int ProcessesPerWorkload = 2;

    private readonly ConcurrentDictionary<NamespacedName, ImmutableArray<ProxyStream>> _streams = new();

    /// <summary>All streams at this moment, by workload; of the same workload the older one first.</summary>
    public IReadOnlyList<ProxyStream> Streams => [.. _streams.Values.SelectMany(static streams => streams).OrderBy(static stream => stream.Proxy.Workload)];

    /// <summary>How many there are.</summary>
    public int Count => _streams.Values.Sum(static streams => streams.Length);

    /// <summary>Adds a stream and ends the one it replaces.</summary>
    /// <returns>Whether it replaced one.</returns>
    public bool Add(ProxyStream stream)
    {
        ProxyStream? replaced = null;
        _streams.AddOrUpdate(stream.Proxy.Workload, _ => [stream], (_, streams) =>
        {
            replaced = ReplacedBy(stream.Proxy, streams);
            return (replaced is null ? streams : streams.Remove(replaced)).Add(stream);
        });
        replaced?.End(new Status(StatusCode.Aborted, "another stream of this workload took over; run one proxy per workload"));
        return replaced is not null;
    }

    /// <summary>Removes a stream; nothing happens when another one took its place.</summary>
    public void Remove(ProxyStream stream)
    {
        var workload = stream.Proxy.Workload;
        while (_streams.TryGetValue(workload, out var streams) && streams.Contains(stream))
        {
            var left = streams.Remove(stream);
            if (left.IsEmpty ? _streams.TryRemove(new KeyValuePair<NamespacedName, ImmutableArray<ProxyStream>>(workload, streams)) : _streams.TryUpdate(workload, left, streams))
                return;
        }
    }

    /// <summary>Tells all streams that there is something new. Each merges what it did not get to yet.</summary>
    public void WakeAll()
    {
        foreach (var stream in _streams.Values.SelectMany(static streams => streams))
            stream.Wake();
    }

    /// <summary>Ends all streams.</summary>
    public void EndAll(Status status)
    {
        foreach (var stream in _streams.Values.SelectMany(static streams => streams))
            stream.End(status);
    }

    private static ProxyStream? ReplacedBy(ProxyInfo proxy, ImmutableArray<ProxyStream> streams) =>
        streams.FirstOrDefault(s => s.Proxy.Process == proxy.Process) ?? (streams.Length < ProcessesPerWorkload ? null : streams[0]);
}
