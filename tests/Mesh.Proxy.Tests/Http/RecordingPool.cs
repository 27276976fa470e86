using Mesh.Engine.Pools;

namespace Mesh.Proxy.Tests.Http;

/// <summary>A pool whose streams the test opens.</summary>
internal sealed class RecordingPool : StreamPool
{
    internal List<IStreamRequester> Asked { get; } = [];

    public override int ActiveStreams => 0;

    public override int Connections => 1;

    protected override bool TryOpen(IStreamRequester requester)
    {
        Asked.Add(requester);
        return true;
    }

    protected override void EnsureConnecting()
    {
    }

    protected override void OnDrain()
    {
    }
}
