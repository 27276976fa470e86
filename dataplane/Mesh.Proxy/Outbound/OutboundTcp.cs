using System.Diagnostics;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Proxy.Telemetry;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Routing;

namespace Mesh.Proxy.Outbound;

/// <summary>A TCP connection on its way out of the workload: cluster, endpoint, further endpoints when connecting fails.</summary>
internal sealed class OutboundTcp : ITcpUpstream
{
    private const int MaxAttempts = 3;

    private readonly ProxyLoop _loop;
    private readonly OutboundTarget _target;
    private readonly ClusterModel _cluster;
    private EndpointModel? _endpoint;
    private IUpstreamOpening? _opening;
    private FailedEndpoints _failed;
    private long _startedAt;

    private OutboundTcp(ProxyLoop loop, OutboundTarget target, TcpRoute route)
    {
        _loop = loop;
        _target = target;
        _cluster = loop.Splits.Pick(route.Split);
    }

    private bool IsTunnelled => _endpoint?.Transport == EndpointTransport.Tunnel;

    /// <summary>An exchange for one connection to <paramref name="target"/>, which <paramref name="route"/> sends on.</summary>
    internal static TcpExchange Create(ProxyLoop loop, OutboundTarget target, TcpRoute route) =>
        new(loop, new OutboundTcp(loop, target, route), route.IdleTimeout);

    /// <inheritdoc/>
    public TopKey Key => new(TrafficSide.Outbound, _loop.State.WorkloadName,
        _endpoint?.Workload is { Length: > 0 } workload ? workload : _target.Name, _target.Name, "", "", "", IsTunnelled);

    /// <inheritdoc/>
    public bool TryOpen(TcpExchange exchange)
    {
        _endpoint = _loop.Picker.PickPreferringOthers(_cluster, in _failed, _loop.NowNanoseconds());
        if (_endpoint is null)
            return false;
        _startedAt = Stopwatch.GetTimestamp();
        _endpoint.State.Begin();
        var upstream = _loop.Upstreams.Of(_endpoint, _cluster.ConnectTimeout);
        if (IsTunnelled)
            _opening = new TunnelOpening(exchange, upstream.Tcp(), upstream.TargetText, _target.ServiceText, _target.Source);
        else
            _opening = new DialOpening(exchange, upstream.ConnectPlain);
        return true;
    }

    /// <inheritdoc/>
    public void Cancel(TcpExchange exchange)
    {
        _opening?.Cancel();
        _endpoint?.State.Abandon();
    }

    /// <inheritdoc/>
    public bool ShouldRetry(TcpExchange exchange, StreamError error)
    {
        _endpoint!.State.Abandon();
        if (error is StreamError.ConnectFailed or StreamError.ConnectTimeout or StreamError.PeerRejected)
            _endpoint.State.ConnectFailed(_loop.NowNanoseconds());
        _failed.Add(_endpoint);
        return exchange.Attempts < MaxAttempts && error is not StreamError.Protocol;
    }

    /// <inheritdoc/>
    public void OnOpened(TcpExchange exchange)
    {
        _endpoint!.State.ConnectSucceeded();
        _endpoint.State.Complete((long)Stopwatch.GetElapsedTime(_startedAt).TotalNanoseconds, _loop.NowNanoseconds());
    }

    /// <inheritdoc/>
    public void OnJoined(TcpExchange exchange) => _target.Edge(_loop.State, IsTunnelled).OnTcpOpened();

    /// <inheritdoc/>
    public void OnFailed(TcpExchange exchange, ResponseFlag flag) => _target.Edge(_loop.State, IsTunnelled).OnRefused(flag);

    /// <inheritdoc/>
    public void OnFinished(TcpExchange exchange, long sent, long received, ResponseFlag flag) =>
        _target.Edge(_loop.State, IsTunnelled).OnTcpClosed(sent, received, flag);
}
