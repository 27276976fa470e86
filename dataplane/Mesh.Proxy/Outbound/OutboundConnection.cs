using System.Net;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Traffic.Outbound;

namespace Mesh.Proxy.Outbound;

/// <summary>
/// A connection the application made, until its destination is known: at once, after the control plane was asked, or not
/// within two seconds, which is refused. Inside the mesh an unknown address is never dialled in plaintext.
/// </summary>
internal sealed class OutboundConnection(ProxyLoop loop, Connection connection, IPEndPoint address) : DetectingConnection(loop, connection)
{
    private OutboundTarget? _target;
    private HoldList.Hold? _hold;
    private ResponseFlag _refusal;

    /// <inheritdoc/>
    public override void OnConnected(Connection connection)
    {
        if (!TryResolve())
            _hold = Loop.Holds.Add(TryResolve, () => Refuse(ResponseFlag.NoDestination));
    }

    /// <inheritdoc/>
    protected override IHttpServer CreateServer() =>
        _target is { } target ? new OutboundServer(Loop, target) : new RefusingServer(Loop, _refusal);

    /// <inheritdoc/>
    protected override TcpExchange CreateTcp()
    {
        if (_target is { } target)
            return OutboundTcp.Create(Loop, target);
        return _refusal == ResponseFlag.None
            ? new TcpExchange(Loop, new PassThroughUpstream(Loop, address), PassThroughUpstream.IdleTimeout)
            : new TcpExchange(Loop, RefusedUpstream.Instance, PassThroughUpstream.IdleTimeout);
    }

    /// <inheritdoc/>
    protected override void OnGone() => _hold?.Cancel();

    // True when it needs to wait no longer.
    private bool TryResolve()
    {
        var snapshot = Loop.State.Discovery.Current;
        var found = snapshot.Find(address);
        if (found.IsKnown)
        {
            OnResolved(new OutboundTarget(found.Value, address));
            return true;
        }
        switch (snapshot.Settings?.Decide(address.Address, found.IsAbsent) ?? UnknownDestination.Hold)
        {
            case UnknownDestination.PassThrough:
                Expect(Expected.Tcp);
                return true;
            case UnknownDestination.Refuse:
                Refuse(ResponseFlag.NoDestination);
                return true;
            default:
                Loop.State.Discovery.Request(address);
                return false;
        }
    }

    private void OnResolved(OutboundTarget target)
    {
        _target = target;
        Expect(target.Destination.Protocol switch
        {
            DestinationProtocol.Http => Expected.Http,
            DestinationProtocol.Tcp => Expected.Tcp,
            _ => Expected.Either,
        });
    }

    // A client that speaks HTTP is told why; any other one is reset.
    private void Refuse(ResponseFlag flag)
    {
        _refusal = flag;
        Loop.State.Metrics.Edge(new EdgeKey(TrafficSide.Outbound, "unknown", false)).OnRefused(flag);
        Loop.State.Log.Debug($"connection to {address} refused: {flag.Hint()}");
        Expect(Expected.Either);
    }
}
