using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Inbound;

/// <summary>A TCP connection on its way to the application, from a tunnel's CONNECT stream or from plaintext.</summary>
internal sealed class InboundTcp : ITcpUpstream
{
    private readonly ProxyLoop _loop;
    private readonly InboundCaller _caller;
    private readonly InboundTarget _target;
    private readonly HttpStream? _tunnelStream;
    private DialOpening? _opening;

    private InboundTcp(ProxyLoop loop, InboundCaller caller, InboundTarget target, HttpStream? tunnelStream)
    {
        _loop = loop;
        _caller = caller;
        _target = target;
        _tunnelStream = tunnelStream;
    }

    /// <inheritdoc/>
    public TopKey Key => new(TrafficSide.Inbound, _caller.Name, _loop.State.WorkloadName, _target.Service, "", "", "", _caller.IsMtls);

    private EdgeMetrics Edge => _target.Edge(_loop.State.Metrics, _caller.IsMtls);

    /// <summary>An exchange for one connection.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="target">The application.</param>
    /// <param name="tunnelStream">The CONNECT stream that is answered 200 when the application accepted; null for plaintext.</param>
    internal static TcpExchange Create(ProxyLoop loop, InboundCaller caller, InboundTarget target, HttpStream? tunnelStream) =>
        new(loop, new InboundTcp(loop, caller, target, tunnelStream));

    /// <inheritdoc/>
    public bool TryOpen(TcpExchange exchange)
    {
        _opening = new DialOpening(exchange, _loop.Upstreams.Application(_target.Application).Connect);
        return true;
    }

    /// <inheritdoc/>
    public void Cancel(TcpExchange exchange) => _opening?.Cancel();

    /// <inheritdoc/>
    public bool ShouldRetry(TcpExchange exchange, StreamError error) => false;

    /// <inheritdoc/>
    public void OnOpened(TcpExchange exchange)
    {
        if (_tunnelStream is null)
            return;
        using var head = new HeaderBlock { Status = 200 };
        _tunnelStream.SendHeaders(head, endStream: false);
    }

    /// <inheritdoc/>
    public void OnJoined(TcpExchange exchange) => Edge.OnTcpOpened();

    /// <inheritdoc/>
    public void OnFailed(TcpExchange exchange, ResponseFlag flag) => Edge.OnRefused(flag);

    /// <inheritdoc/>
    public void OnFinished(TcpExchange exchange, long sent, long received, ResponseFlag flag) => Edge.OnTcpClosed(sent, received, flag);
}
