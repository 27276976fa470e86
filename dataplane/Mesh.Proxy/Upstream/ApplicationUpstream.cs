using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Limits;

namespace Mesh.Proxy.Upstream;

/// <summary>A loop's connections to the workload's own application.</summary>
/// <param name="loop">The loop.</param>
/// <param name="address">The application's address.</param>
/// <param name="tcp">How its connections are watched.</param>
/// <param name="limits">Of responses.</param>
/// <param name="introduction">What connections for HTTP begin with; null for nothing.</param>
internal sealed class ApplicationUpstream(EventLoop loop, IpEndpoint address, TcpSettings tcp, TrafficLimits limits, byte[]? introduction = null)
{
    // From here the iptables rules let connections to the workload's own address pass, and nobody else can come from here.
    private static readonly IpEndpoint SourceV4 = new([127, 0, 0, 6], 0);
    private static readonly IpEndpoint SourceV6 = new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6], 0);

    private StreamPool? _http1;
    private StreamPool? _http2;

    /// <summary>Whether nothing is open.</summary>
    internal bool IsEmpty => (_http1?.IsEmpty ?? true) && (_http2?.IsEmpty ?? true);

    private long StreamWaitMilliseconds => (long)(tcp.ConnectTimeout + UpstreamPools.StreamTimeout).TotalMilliseconds;

    /// <summary>Streams for requests in the version that the caller's application spoke.</summary>
    internal StreamPool Http(HttpVersion version) => version == HttpVersion.Http2
        ? _http2 ??= new Http2Pool(loop, new PoolOptions { Connect = ConnectForHttp, Http2 = limits.Responses.Http2, WaitMilliseconds = StreamWaitMilliseconds })
        : _http1 ??= new Http1Pool(loop, new PoolOptions { Connect = ConnectForHttp, Http1 = limits.Responses.Http1 });

    /// <summary>Opens a TCP connection.</summary>
    /// <param name="handler">Its handler.</param>
    /// <param name="first">What it begins with; null for nothing.</param>
    internal Connection Connect(IConnectionHandler handler, byte[]? first)
    {
        var connection = TcpConnector.Connect(loop, address, new TcpConnectOptions
        {
            Bind = address.IsV4 ? SourceV4 : SourceV6,
            ConnectTimeoutMilliseconds = (int)tcp.ConnectTimeout.TotalMilliseconds,
            Tcp = tcp.Sockets,
        }, handler);
        if (first is not null)
            connection.Output.Append(first);
        return connection;
    }

    private Connection ConnectForHttp(IConnectionHandler handler) => Connect(handler, introduction);
}
