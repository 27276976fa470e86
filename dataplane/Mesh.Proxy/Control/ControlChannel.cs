using Mesh.Conventions;
using Mesh.Discovery.Transport;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;

namespace Mesh.Proxy.Control;

/// <summary>The connection to a service with one certificate, made when it is first needed and again when it broke. Used on the loop.</summary>
internal sealed class ControlChannel
{
    private const int ConnectTimeoutMilliseconds = 5000;
    private const int KeepAliveSeconds = 30;

    private static readonly Http2Options Limits = new()
    {
        MaxHeaderListSize = 16 * 1024,
        KeepAliveInterval = TimeSpan.FromSeconds(KeepAliveSeconds),
        KeepAliveTimeout = TimeSpan.FromSeconds(10),
        PrefaceTimeout = TimeSpan.FromSeconds(5),
    };

    private readonly TlsContext _tls;
    private readonly Http2Pool _pool;
    private IpEndpoint[] _endpoints = [];
    private int _connects;
    private Connection? _last;

    /// <summary>Creates a channel. On any thread.</summary>
    internal ControlChannel(EventLoop loop, ServiceAddress service, ControlSecurity security)
    {
        Loop = loop;
        Service = service;
        _tls = ControlTls.CreateContext(security);
        _pool = new Http2Pool(loop, new PoolOptions
        {
            Connect = Connect,
            Http2 = Limits,
            Verify = connection => ControlTls.Refusal(security, connection),
        });
    }

    internal EventLoop Loop { get; }

    internal ServiceAddress Service { get; }

    /// <summary>How many addresses the service has.</summary>
    internal int Endpoints => _endpoints.Length;

    /// <summary>What is known of the end of the last connection; null when it has not ended or there is nothing to say.</summary>
    internal string? CloseDetail => _last is { IsClosed: true, CloseDetail: var detail } ? detail : null;

    /// <summary>Connections go to these addresses from now on, one after the other.</summary>
    internal void Use(IpEndpoint[] endpoints) => _endpoints = endpoints;

    /// <summary>Gives streams to calls.</summary>
    internal StreamPool Pool => _pool;

    /// <summary>Lets calls in progress finish, then closes. A call that comes too late still works; the context lives as long as it is in use.</summary>
    internal void Retire() => _pool.Drain();

    /// <summary>Like <see cref="Retire"/>, when no call can come any more.</summary>
    internal void Close()
    {
        _pool.Drain();
        _tls.Dispose();
    }

    private Connection Connect(IConnectionHandler handler) => _last = TcpConnector.Connect(Loop, _endpoints[_connects++ % _endpoints.Length], new TcpConnectOptions
    {
        ConnectTimeoutMilliseconds = ConnectTimeoutMilliseconds,
        Tls = _tls,
        Tcp = new TcpOptions { KeepAliveSeconds = KeepAliveSeconds },
    }, handler);
}
