using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;
using Mesh.Tunnel.Credentials;
using Mesh.Tunnel.Peers;

namespace Mesh.Tunnel.Pools;

/// <summary>A caller's tunnels to one peer under one trust bundle: some for HTTP requests, others for TCP connections.</summary>
public sealed class PeerTunnels
{
    private readonly EventLoop _loop;
    private readonly TunnelCredentialsHolder _credentials;
    private readonly TunnelPoolOptions _options;
    private readonly TunnelKey _key;

    // Of this peer under this bundle.
    private readonly TlsResumption _resumption = new();
    private Http2Pool? _http;
    private Http2Pool? _tcp;

    internal PeerTunnels(EventLoop loop, TunnelCredentialsHolder credentials, TunnelPoolOptions options, TunnelKey key)
    {
        _loop = loop;
        _credentials = credentials;
        _options = options;
        _key = key;
    }

    /// <summary>Whether other tunnels have taken the place of these: ask for the peer's again.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Streams for HTTP requests.</summary>
    public StreamPool Http => _http ??= NewPool();

    /// <summary>CONNECT streams for TCP connections.</summary>
    public StreamPool Tcp => _tcp ??= NewPool();

    /// <summary>Whether nothing is open.</summary>
    public bool IsEmpty => (_http?.IsEmpty ?? true) && (_tcp?.IsEmpty ?? true);

    /// <summary>Time for the TCP connection of a tunnel that is opened from now on.</summary>
    internal TimeSpan ConnectTimeout { get; set; }

    internal string BundleVersion => _key.BundleVersion;

    /// <summary>Takes no more streams; those in progress finish.</summary>
    internal void Retire()
    {
        IsRetired = true;
        _http?.Drain();
        _tcp?.Drain();
    }

    private Http2Pool NewPool() => new(_loop, new PoolOptions
    {
        Connect = Connect,
        Http2 = _options.Http2,
        Verify = Verify,
        LifetimeMilliseconds = connection => TunnelLifetime.Milliseconds(connection.Tls!, _credentials.Current!.NotAfter, _options.Time.GetUtcNow()),
        WaitMilliseconds = (long)(ConnectTimeout + _options.StreamTimeout).TotalMilliseconds,
    });

    private Connection Connect(IConnectionHandler handler) => TcpConnector.Connect(_loop, _key.Peer, new TcpConnectOptions
    {
        ConnectTimeoutMilliseconds = (int)ConnectTimeout.TotalMilliseconds,
        Tcp = _options.Tcp,
        Tls = _credentials.Current?.Client,
        Resumption = _resumption,
    }, handler);

    private string? Verify(Connection connection)
    {
        if (connection.Tls is { } session)
            _options.OnHandshake(session);
        return PeerCheck.OfCallee(connection, _key.Accepted);
    }
}
