using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Permissions;
using Mesh.Proxy.ProxyProtocol;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Proxy.Telemetry;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Inbound;

/// <summary>A TCP connection on its way to the application, from a tunnel's CONNECT stream or from plaintext.</summary>
internal sealed class InboundTcp : ITcpUpstream, IPermitted
{
    private readonly ProxyLoop _loop;
    private readonly InboundCaller _caller;
    private readonly InboundTarget _target;
    private readonly IpEndpoint _source;
    private readonly HttpStream? _tunnelStream;
    private readonly TcpExchange _exchange;
    private readonly IPermitted _permit;
    private DialOpening? _opening;

    private InboundTcp(ProxyLoop loop, InboundCaller caller, InboundTarget target, IpEndpoint source, HttpStream? tunnelStream, IPermitted? plaintext)
    {
        _permit = plaintext ?? this;
        _loop = loop;
        _caller = caller;
        _target = target;
        _source = source;
        _tunnelStream = tunnelStream;
        _exchange = new TcpExchange(loop, this);
    }

    /// <inheritdoc/>
    public TopKey Key => new(TrafficSide.Inbound, _caller.Name, _loop.State.WorkloadName, _target.Service, "", "", "", _caller.IsMtls);

    private EdgeMetrics Edge => _target.Edge(_loop.State.Metrics, _caller.IsMtls);

    /// <summary>An exchange for a plaintext connection.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="target">The application.</param>
    /// <param name="plaintext">The connection, whose permission covers its bytes.</param>
    internal static TcpExchange Create(ProxyLoop loop, InboundCaller caller, InboundTarget target, IPermitted plaintext) =>
        new InboundTcp(loop, caller, target, caller.Remote, null, plaintext)._exchange;

    /// <summary>An exchange for a tunnel's byte stream.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="target">The application.</param>
    /// <param name="source">The application that calls, as its proxy saw it.</param>
    /// <param name="tunnelStream">The CONNECT stream; it is answered 200 when the application accepted.</param>
    internal static TcpExchange Create(ProxyLoop loop, InboundCaller caller, InboundTarget target, IpEndpoint source, HttpStream tunnelStream)
    {
        var tcp = new InboundTcp(loop, caller, target, source, tunnelStream, null);
        loop.Permits.Add(tcp);
        return tcp._exchange;
    }

    /// <inheritdoc/>
    public bool IsPermittedBy(InboundPolicy policy) => _target.IsPermittedBy(policy, TunnelStreamKind.Connect);

    /// <inheritdoc/>
    public void Revoke() => _exchange.Abandon(ResponseFlag.Revoked);

    /// <inheritdoc/>
    public bool TryOpen(TcpExchange exchange)
    {
        var application = _loop.Upstreams.Application(_target.Application);
        _opening = new DialOpening(exchange, handler => application.Connect(handler, Introduce()));
        return true;
    }

    private byte[]? Introduce() => _target.ProxyProtocol is { } version
        ? Introduction.Build(version, _source, _target.Application, Encoding.ASCII.GetBytes(_caller.Identity ?? ""))
        : null;

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
    public void OnFailed(TcpExchange exchange, ResponseFlag flag)
    {
        _loop.Permits.Remove(_permit);
        Edge.OnRefused(flag);
        _loop.State.Log.Debug($"connection of {_source} ({_caller.Name}) to {_target.Application} failed: {flag}");
    }

    /// <inheritdoc/>
    public void OnFinished(TcpExchange exchange, long sent, long received, ResponseFlag flag)
    {
        _loop.Permits.Remove(_permit);
        Edge.OnTcpClosed(sent, received, flag);
    }
}
