using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Limits;
using Mesh.Traffic.Balancing;
using Mesh.Tunnel.Pools;

namespace Mesh.Proxy.Upstream;

/// <summary>A loop's connections to one endpoint: the tunnels to its peer, or plaintext HTTP/1 and HTTP/2 of its own.</summary>
internal sealed class EndpointUpstream
{
    private readonly EndpointModel _endpoint;
    private readonly TimeSpan _connectTimeout;
    private readonly TcpOptions _tcp;
    private readonly EventLoop _loop;
    private readonly TunnelPools _tunnels;
    private readonly TrafficLimits _limits;
    private StreamPool? _http1;
    private StreamPool? _http2;
    private PeerTunnels? _peer;

    /// <summary>Creates the upstream without any connection.</summary>
    internal EndpointUpstream(EventLoop loop, EndpointModel endpoint, TimeSpan connectTimeout, TcpOptions tcp, TrafficLimits limits, TunnelPools tunnels)
    {
        _loop = loop;
        _tunnels = tunnels;
        _endpoint = endpoint;
        _connectTimeout = connectTimeout;
        _tcp = tcp;
        _limits = limits;
        Address = IpEndpoint.From(endpoint.Address);
        TargetText = Encoding.ASCII.GetBytes(endpoint.Address.ToString());
    }

    /// <summary>The application's address at the endpoint.</summary>
    internal IpEndpoint Address { get; }

    /// <summary><see cref="Address"/> as the tunnel's target.</summary>
    internal byte[] TargetText { get; }

    /// <summary>Whether nothing is open that is only this endpoint's.</summary>
    internal bool IsEmpty => (_http1?.IsEmpty ?? true) && (_http2?.IsEmpty ?? true);

    /// <summary>Whether it was asked for since the last sweep.</summary>
    internal bool IsUsed { get; set; }

    /// <summary>Whether the connections fit the endpoint as it is described now.</summary>
    internal bool IsFor(EndpointModel endpoint, TimeSpan connectTimeout) =>
        ReferenceEquals(endpoint, _endpoint)
        || (endpoint.Transport == _endpoint.Transport && connectTimeout == _connectTimeout && endpoint.AcceptedIdentities.AsSpan().SequenceEqual(_endpoint.AcceptedIdentities.AsSpan()));

    /// <summary>Streams for HTTP requests of an application that speaks <paramref name="version"/>.</summary>
    internal StreamPool Http(HttpVersion version)
    {
        if (_endpoint.Transport == EndpointTransport.Tunnel)
            return Tunnels().Http;
        return version == HttpVersion.Http2
            ? _http2 ??= new Http2Pool(_loop, new PoolOptions { Connect = ConnectPlain, Http2 = _limits.Responses.Http2, WaitMilliseconds = StreamWaitMilliseconds })
            : _http1 ??= new Http1Pool(_loop, new PoolOptions { Connect = ConnectPlain, Http1 = _limits.Responses.Http1 });
    }

    /// <summary>CONNECT streams for TCP connections; only for endpoints with a tunnel.</summary>
    internal StreamPool Tcp() => Tunnels().Tcp;

    /// <summary>Opens a plaintext TCP connection.</summary>
    internal Connection ConnectPlain(IConnectionHandler handler) =>
        TcpConnector.Connect(_loop, Address, new TcpConnectOptions { ConnectTimeoutMilliseconds = (int)_connectTimeout.TotalMilliseconds, Tcp = _tcp }, handler);

    /// <summary>Takes no new streams. Tunnels, which others may use, go on.</summary>
    internal void Drain()
    {
        _http1?.Drain();
        _http2?.Drain();
    }

    private long StreamWaitMilliseconds => (long)(_connectTimeout + UpstreamPools.StreamTimeout).TotalMilliseconds;

    private PeerTunnels Tunnels() =>
        _peer is { IsRetired: false } peer ? peer : _peer = _tunnels.Of(Address, _endpoint.AcceptedIdentities, _connectTimeout);
}
