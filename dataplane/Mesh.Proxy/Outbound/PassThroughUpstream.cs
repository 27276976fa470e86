using System.Net;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tcp;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Outbound;

/// <summary>A connection to an address outside the mesh, dialled as the application meant it.</summary>
internal sealed class PassThroughUpstream(ProxyLoop loop, IPEndPoint address) : ITcpUpstream
{
    private const string Destination = "passthrough";

    private DialOpening? _opening;

    /// <inheritdoc/>
    public TopKey Key => new(TrafficSide.Outbound, loop.State.WorkloadName, address.ToString(), "", "", "", "", false);

    private TcpConnectOptions ConnectOptions => new()
    {
        ConnectTimeoutMilliseconds = (int)loop.State.Options.Tcp.ConnectTimeout.TotalMilliseconds, Tcp = loop.State.Options.Tcp.Sockets,
    };

    private EdgeMetrics Edge => loop.State.Metrics.Edge(new EdgeKey(TrafficSide.Outbound, Destination, false));

    /// <inheritdoc/>
    public bool TryOpen(TcpExchange exchange)
    {
        _opening = new DialOpening(exchange, handler => TcpConnector.Connect(loop.Events, IpEndpoint.From(address), ConnectOptions, handler));
        return true;
    }

    /// <inheritdoc/>
    public void Cancel(TcpExchange exchange) => _opening?.Cancel();

    /// <inheritdoc/>
    public bool ShouldRetry(TcpExchange exchange, StreamError error) => false;

    /// <inheritdoc/>
    public void OnOpened(TcpExchange exchange)
    {
    }

    /// <inheritdoc/>
    public void OnJoined(TcpExchange exchange) => Edge.OnTcpOpened();

    /// <inheritdoc/>
    public void OnFailed(TcpExchange exchange, ResponseFlag flag) => Edge.OnRefused(flag);

    /// <inheritdoc/>
    public void OnFinished(TcpExchange exchange, long sent, long received, ResponseFlag flag) => Edge.OnTcpClosed(sent, received, flag);
}
