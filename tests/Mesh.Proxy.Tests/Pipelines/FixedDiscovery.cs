using System.Net;
using Mesh.Discovery.Snapshots;
using Mesh.Identity;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Outbound;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>Discovery whose answers the test gives.</summary>
internal sealed class FixedDiscovery : IDiscovery
{
    private readonly Dictionary<IPEndPoint, SnapshotEntry<OutboundDestination>> _destinations = [];
    private InboundPolicy? _inbound;
    private long _number;

    public event Action<ProxySnapshot>? SnapshotChanged;

    public event Action? BecameReady
    {
        add { }
        remove { }
    }

    public ProxySnapshot Current { get; private set; } = ProxySnapshot.Empty;

    public bool IsReady => true;

    /// <summary>Addresses that were asked for.</summary>
    public List<IPEndPoint> Requested { get; } = [];

    public void Request(IPEndPoint address) => Requested.Add(address);

    public void RequestName(string name)
    {
    }

    internal void Set(IPEndPoint address, OutboundDestination destination)
    {
        _destinations[address] = new SnapshotEntry<OutboundDestination>(Lookup<OutboundDestination>.Known(destination, 0), new UseMark());
        Publish();
    }

    internal void Set(InboundPolicy inbound)
    {
        _inbound = inbound;
        Publish();
    }

    private void Publish()
    {
        Assert.True(CidrSet.TryParse(["127.0.0.0/8"], out var cidrs, out _));
        Current = new ProxySnapshot(++_number, new(_destinations), new(StringComparer.Ordinal))
        {
            Settings = new MeshSettings { TrustDomain = TrustDomain.Parse("cluster.local"), Cidrs = cidrs },
            Inbound = _inbound,
        };
        SnapshotChanged?.Invoke(Current);
    }
}
