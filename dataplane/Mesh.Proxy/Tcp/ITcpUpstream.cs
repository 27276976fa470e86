using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Telemetry;

namespace Mesh.Proxy.Tcp;

/// <summary>Decides about the upstream of one TCP exchange.</summary>
internal interface ITcpUpstream
{
    /// <summary>The exchange's row in <c>meshctl top</c>.</summary>
    TopKey Key { get; }

    /// <summary>Begins to open a stream; one of <paramref name="exchange"/>'s <c>OnUpstream…</c> methods follows later. False when there is nothing to open.</summary>
    bool TryOpen(TcpExchange exchange);

    /// <summary>Withdraws an opening under way.</summary>
    void Cancel(TcpExchange exchange);

    /// <summary>The opening failed: whether another try makes sense.</summary>
    bool ShouldRetry(TcpExchange exchange, StreamError error);

    /// <summary>The upstream is there.</summary>
    void OnOpened(TcpExchange exchange);

    /// <summary>The two sides are joined.</summary>
    void OnJoined(TcpExchange exchange);

    /// <summary>The exchange is over before it was joined.</summary>
    void OnFailed(TcpExchange exchange, ResponseFlag flag);

    /// <summary>The exchange is over after it was joined.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="sent">Bytes from downstream to upstream.</param>
    /// <param name="received">Bytes from upstream to downstream.</param>
    /// <param name="flag">Why it ended early; none for a good end.</param>
    void OnFinished(TcpExchange exchange, long sent, long received, ResponseFlag flag);
}

/// <summary>An opening under way.</summary>
internal interface IUpstreamOpening
{
    /// <summary>Gives it up; nobody hears of it again.</summary>
    void Cancel();
}
