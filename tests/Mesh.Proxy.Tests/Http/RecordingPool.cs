using Mesh.Engine.Loops;
using Mesh.Engine.Pools;

namespace Mesh.Proxy.Tests.Http;

/// <summary>A pool whose streams the test opens.</summary>
internal sealed class RecordingPool(EventLoop loop) : StreamPool(loop, new PoolOptions { Connect = _ => throw new InvalidOperationException("no connections here") })
{
    internal List<StreamTicket> Asked { get; } = [];

    public override int ActiveStreams => 0;

    public override int Connections => 1;

    protected override bool TryOpen(in StreamTicket ticket)
    {
        Asked.Add(ticket);
        return true;
    }

    protected override void EnsureConnecting()
    {
    }

    protected override void OnDrain()
    {
    }
}
