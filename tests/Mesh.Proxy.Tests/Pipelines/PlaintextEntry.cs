using System.Net;
using Mesh.Conventions;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Http;
using Mesh.Proxy.Inbound;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>A proxy's door for callers without a proxy, to one application; the captured connection's address is given instead of read from the kernel.</summary>
internal sealed class PlaintextEntry : IConnectionAcceptor, IDisposable
{
    private readonly EventLoop _events = new();
    private readonly ProxyLoop _loop;
    private readonly ExchangePool<InboundExchange> _exchanges;
    private readonly IpEndpoint _application;
    private readonly InboundPort _port;

    internal PlaintextEntry(ProxyOptions options, IPEndPoint application, ProxyProtocolVersion? proxyProtocol = null)
    {
        _port = new InboundPort { Port = application.Port, ProxyProtocol = proxyProtocol };
        _application = IpEndpoint.From(application);
        _loop = new ProxyLoop(_events, new ProxyState(options, new FixedDiscovery(), TimeProvider.System, new ProxyLog(TextWriter.Null, TimeProvider.System)), seed: 1);
        _exchanges = InboundExchange.CreatePool(_loop);
        var listener = TcpListener.Listen(_events, IpEndpoint.From(IPAddress.Loopback, 0), new TcpListenerOptions(), this);
        Address = listener.Local.ToIPEndPoint();
        _events.Start("plaintext-entry");
    }

    internal IPEndPoint Address { get; }

    internal ProxyState State => _loop.State;

    public IConnectionHandler? OnAccept(Connection connection) =>
        new InboundConnection(_loop, _exchanges, connection, _application, _port);

    public void Dispose() => _events.Dispose();
}
