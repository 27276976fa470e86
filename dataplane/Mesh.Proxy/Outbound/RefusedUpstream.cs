using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Tcp;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Outbound;

/// <summary>No upstream at all: the connection is reset.</summary>
internal sealed class RefusedUpstream : ITcpUpstream
{
    /// <summary>It has no state.</summary>
    internal static RefusedUpstream Instance { get; } = new();

    /// <inheritdoc/>
    public TopKey Key => new(TrafficSide.Outbound, "", "", "", "", "", "", false);

    /// <inheritdoc/>
    public bool TryOpen(TcpExchange exchange) => false;

    /// <inheritdoc/>
    public void Cancel(TcpExchange exchange)
    {
    }

    /// <inheritdoc/>
    public bool ShouldRetry(TcpExchange exchange, StreamError error) => false;

    /// <inheritdoc/>
    public void OnOpened(TcpExchange exchange)
    {
    }

    /// <inheritdoc/>
    public void OnJoined(TcpExchange exchange)
    {
    }

    /// <inheritdoc/>
    public void OnFailed(TcpExchange exchange, ResponseFlag flag)
    {
    }

    /// <inheritdoc/>
    public void OnFinished(TcpExchange exchange, long sent, long received, ResponseFlag flag)
    {
    }
}
