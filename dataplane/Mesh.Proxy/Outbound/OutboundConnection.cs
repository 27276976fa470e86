using System.Net;
using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Outbound;

/// <summary>
/// A connection the application made, until its destination is known: at once, after the control plane was asked, or not
/// within two seconds, which is refused. Inside the mesh an unknown address is never dialled in plaintext.
/// </summary>
internal sealed class OutboundConnection(ProxyLoop loop, ExchangePool<OutboundExchange> exchanges, Connection connection, IPEndPoint address)
    : DetectingConnection(loop, connection)
{
    private OutboundTarget? _target;
    private HoldList.Hold? _hold;
    private ResponseFlag _refusal;
    private TcpRoute? _named;

    /// <inheritdoc/>
    protected override bool IsToEndSoon => Loop.IsReplaced;

    /// <inheritdoc/>
    public override void OnConnected(Connection connection)
    {
        if (!TryResolve())
            _hold = Loop.Holds.Add(TryResolve, () => Refuse(ResponseFlag.NoDestination));
    }

    /// <inheritdoc/>
    protected override IHttpServer CreateServer() =>
        _target is { } target ? new OutboundServer(Loop, exchanges, target) : new RefusingServer(Loop, _refusal);

    /// <inheritdoc/>
    protected override TcpExchange CreateTcp()
    {
        if (_target is { } target)
            return OutboundTcp.Create(Loop, target, _named ?? target.Destination.Tcp!);
        return _refusal == ResponseFlag.None
            ? new TcpExchange(Loop, new PassThroughUpstream(Loop, address))
            : new TcpExchange(Loop, RefusedUpstream.Instance);
    }

    /// <inheritdoc/>
    protected override void OnGone() => _hold?.Cancel();

    /// <inheritdoc/>
    protected override bool TryRoute(ReadOnlySpan<byte> serverName)
    {
        _named = _target!.Destination.ServerNames!.Find(serverName);
        if (_named is null)
        {
            _target.Edge(Loop.State, mtls: false).OnRefused(ResponseFlag.NoRoute);
            Loop.State.Log.Debug($"TLS connection to {address} refused: no route for server name \"{Encoding.ASCII.GetString(serverName)}\"");
            return false;
        }
        _target = new OutboundTarget(_target.Destination, address, _target.Source, _named);
        return true;
    }

    // True when it needs to wait no longer.
    private bool TryResolve()
    {
        var snapshot = Loop.State.Discovery.Current;
        var found = snapshot.Find(address);
        if (found.IsKnown)
        {
            OnResolved(new OutboundTarget(found.Value, address, Source()));
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

    // An application that dials over loopback (capture none) is known to others by its workload's address.
    private IpEndpoint Source()
    {
        var remote = Connection.Remote;
        return remote.IsLoopback ? IpEndpoint.From(Loop.State.Options.Addresses[0], remote.Port) : remote;
    }

    private void OnResolved(OutboundTarget target)
    {
        _target = target;
        Expect(target.Destination.Protocol switch
        {
            DestinationProtocol.Http => Expected.Http,
            DestinationProtocol.Tcp => Expected.Tcp,
            DestinationProtocol.Tls => Expected.Tls,
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
