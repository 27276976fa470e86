using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Detection;
using Mesh.Proxy.Http;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Inbound;

/// <summary>A plaintext connection to the application that the port's mTLS mode allows.</summary>
internal sealed class InboundConnection(
    ProxyLoop loop, ExchangePool<InboundExchange> exchanges, Connection connection, IpEndpoint application, InboundPort port)
    : DetectingConnection(loop, connection), IHttpServer
{
    private readonly InboundCaller _caller = InboundCaller.Plaintext(connection.Remote);
    private InboundTarget? _target;

    /// <inheritdoc/>
    public override void OnConnected(Connection connection) => Expect(port.Protocol switch
    {
        InboundProtocol.Http => Expected.Http,
        InboundProtocol.Tcp => Expected.Tcp,
        _ => Expected.Either,
    });

    /// <inheritdoc/>
    public IHttpStreamHandler OnStream(HttpStream stream)
    {
        if (_target?.Version != stream.Version)
            _target = new InboundTarget(application, port, stream.Version);
        return exchanges.Rent().Between(_caller, _target);
    }

    /// <inheritdoc/>
    public void OnConnectionClosed()
    {
    }

    /// <inheritdoc/>
    protected override IHttpServer CreateServer() => this;

    /// <inheritdoc/>
    protected override TcpExchange CreateTcp() =>
        InboundTcp.Create(Loop, _caller, new InboundTarget(application, port, HttpVersion.Http11), null);
}
