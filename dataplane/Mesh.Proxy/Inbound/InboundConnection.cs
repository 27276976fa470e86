using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Permissions;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Inbound;

/// <summary>A plaintext connection to the application that the port's mTLS mode allows.</summary>
internal sealed class InboundConnection(
    ProxyLoop loop, ExchangePool<InboundExchange> exchanges, Connection connection, IpEndpoint application, InboundPort port)
    : DetectingConnection(loop, connection), IHttpServer, IPermitted
{
    private readonly InboundCaller _caller = InboundCaller.Plaintext(connection.Remote);
    private InboundTarget? _target;
    private bool _isHttp;

    // The caller may have a proxy of its own, which added to the heads that it let pass.
    /// <inheritdoc/>
    protected override HttpLimits Limits => Loop.State.Limits.Callers;

    /// <inheritdoc/>
    protected override bool IsToEndSoon => Loop.IsDraining;

    /// <inheritdoc/>
    public override void OnConnected(Connection connection)
    {
        Loop.Permits.Add(this);
        Loop.LastPlaintextMilliseconds = Loop.Events.NowMilliseconds;
        Expect(port.Protocol switch
        {
            InboundProtocol.Http => Expected.Http,
            InboundProtocol.Tcp => Expected.Tcp,
            _ => Expected.Either,
        });
    }

    // A port that is said to speak HTTP now is not to be reached around its rules by bytes that nobody reads.
    /// <inheritdoc/>
    public bool IsPermittedBy(InboundPolicy policy) =>
        policy.DecidePlaintext(application.Port) == InboundVerdict.Accept && (_isHttp || policy.PortOf(application.Port).Protocol != InboundProtocol.Http);

    /// <inheritdoc/>
    public void Revoke()
    {
        Loop.State.Metrics.Edge(new EdgeKey(TrafficSide.Inbound, "refused", false)).OnRefused(ResponseFlag.Revoked);
        Connection.Abort();
    }

    /// <inheritdoc/>
    public IHttpStreamHandler OnStream(HttpStream stream)
    {
        Loop.LastPlaintextMilliseconds = Loop.Events.NowMilliseconds;
        if (_target?.Version != stream.Version)
            _target = new InboundTarget(application, port, stream.Version);
        if (!Loop.Memory.MustShed())
            return exchanges.Rent().Between(_caller, _target);
        _target.Edge(Loop.State.Metrics, mtls: false).OnRefused(ResponseFlag.Overload);
        return new RefusedExchange(Loop, ResponseFlag.Overload);
    }

    /// <inheritdoc/>
    public void OnConnectionClosed() => Loop.Permits.Remove(this);

    /// <inheritdoc/>
    protected override void OnGone() => Loop.Permits.Remove(this);

    /// <inheritdoc/>
    protected override IHttpServer CreateServer()
    {
        _isHttp = true;
        return this;
    }

    /// <inheritdoc/>
    protected override TcpExchange CreateTcp() =>
        InboundTcp.Create(Loop, _caller, new InboundTarget(application, port, HttpVersion.Http11), this);
}
