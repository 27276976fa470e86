using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Limits;
using Mesh.Traffic.Balancing;

namespace Mesh.Proxy.Upstream;

/// <summary>A loop's connections to one endpoint: tunnels for HTTP and for TCP, or plaintext HTTP/1 and HTTP/2.</summary>
internal sealed class EndpointUpstream
{
    private readonly EndpointModel _endpoint;
    private readonly TimeSpan _connectTimeout;
    private readonly TcpOptions _tcp;
    private readonly EventLoop _loop;
    private readonly Func<StreamPool> _newTunnel;
    private readonly TrafficLimits _limits;
    private StreamPool? _http1;
    private StreamPool? _http2;
    private StreamPool? _tunnelHttp;
    private StreamPool? _tunnelTcp;

    /// <summary>Creates the upstream without any connection.</summary>
    internal EndpointUpstream(EventLoop loop, EndpointModel endpoint, TimeSpan connectTimeout, TcpOptions tcp, TrafficLimits limits, Func<StreamPool> newTunnel)
    {
        _loop = loop;
        _newTunnel = newTunnel;
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

    /// <summary>Whether nothing is open.</summary>
    internal bool IsEmpty => Pools().All(p => p.IsEmpty);

    /// <summary>Whether the connections fit the endpoint as it is described now.</summary>
    internal bool IsFor(EndpointModel endpoint, TimeSpan connectTimeout) =>
        ReferenceEquals(endpoint, _endpoint)
        || (endpoint.Transport == _endpoint.Transport && connectTimeout == _connectTimeout && endpoint.AcceptedIdentities.AsSpan().SequenceEqual(_endpoint.AcceptedIdentities.AsSpan()));

    /// <summary>Streams for HTTP requests of an application that speaks <paramref name="version"/>.</summary>
    internal StreamPool Http(HttpVersion version)
    {
        if (_endpoint.Transport == EndpointTransport.Tunnel)
            return _tunnelHttp ??= _newTunnel();
        return version == HttpVersion.Http2
            ? _http2 ??= new Http2Pool(_loop, new PoolOptions { Connect = ConnectPlain, Http2 = _limits.Responses.Http2 })
            : _http1 ??= new Http1Pool(_loop, new PoolOptions { Connect = ConnectPlain, Http1 = _limits.Responses.Http1 });
    }

    /// <summary>CONNECT streams for TCP connections; only for endpoints with a tunnel.</summary>
    internal StreamPool Tcp() => _tunnelTcp ??= _newTunnel();

    /// <summary>Opens a plaintext TCP connection.</summary>
    internal Connection ConnectPlain(IConnectionHandler handler) =>
        TcpConnector.Connect(_loop, Address, new TcpConnectOptions { ConnectTimeoutMilliseconds = (int)_connectTimeout.TotalMilliseconds, Tcp = _tcp }, handler);

    /// <summary>Takes no new streams.</summary>
    internal void Drain()
    {
        foreach (var pool in Pools())
            pool.Drain();
    }

    private IEnumerable<StreamPool> Pools() => new[] { _http1, _http2, _tunnelHttp, _tunnelTcp }.OfType<StreamPool>();
}
