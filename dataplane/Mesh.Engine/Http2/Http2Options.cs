namespace Mesh.Engine.Http2;

/// <summary>Limits of HTTP/2 connections. Immutable, shared by any number of connections.</summary>
public sealed class Http2Options
{
    /// <summary>The default limits.</summary>
    public static Http2Options Default { get; } = new();

    /// <summary>
    /// Bytes a peer may send on one stream ahead of <see cref="Streams.ByteStream.Consumed"/>: SETTINGS_INITIAL_WINDOW_SIZE. 1 to 2^31-1. Default 256 KiB.
    /// </summary>
    public int StreamWindow { get; init; } = 256 * 1024;

    /// <summary>The same for all streams of a connection together. 65535 (the protocol's least) to 2^31-1. Default 1 MiB.</summary>
    public int ConnectionWindow { get; init; } = 1024 * 1024;

    /// <summary>Server: streams a client may have open, SETTINGS_MAX_CONCURRENT_STREAMS; more are refused. Default 1024.</summary>
    public int MaxConcurrentStreams { get; init; } = 1024;

    /// <summary>Largest head or trailer section, counted as RFC 9113 §6.5.2 does (names, values and 32 bytes for each field). Default 64 KiB.</summary>
    public int MaxHeaderListSize { get; init; } = 64 * 1024;

    /// <summary>Bytes a stream takes for sending before <see cref="Streams.ByteStream.SendCapacity"/> is used up. Default 64 KiB.</summary>
    public int StreamSendBuffer { get; init; } = 64 * 1024;

    /// <summary>Server: whether clients may use extended CONNECT (RFC 8441). Default true.</summary>
    public bool AllowExtendedConnect { get; init; } = true;

    /// <summary>Silence of the peer after which it is sent a PING. Zero, the default: never.</summary>
    public TimeSpan KeepAliveInterval { get; init; }

    /// <summary>How long anything may take to come after that PING; then the connection is aborted. Default 20 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Server: how long a connection may have no stream before it is closed in good order. Default 1 h.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the peer's preface and first SETTINGS may take. Default 10 s.</summary>
    public TimeSpan PrefaceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Server: streams that may be reset early or be refused beyond the ones that end in good order, before the connection is closed with
    /// ENHANCE_YOUR_CALM; a tenth of it comes back each second. Default 1000.
    /// </summary>
    public int ResetBudget { get; init; } = 1000;

    /// <summary>
    /// Frames without use (PING, SETTINGS, empty DATA, WINDOW_UPDATE and the like) that may come beyond useful ones; a tenth of it comes back each
    /// second. Default 1000.
    /// </summary>
    public int ControlBudget { get; init; } = 1000;
}
