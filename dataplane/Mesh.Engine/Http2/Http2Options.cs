namespace Mesh.Engine.Http2;

/// <summary>Limits of HTTP/2 connections. Immutable, shared by any number of connections.</summary>
public sealed class Http2Options
{
    /// <summary>The default limits.</summary>
    public static Http2Options Default { get; } = new();

    /// <summary>
    /// Bytes a peer may send on a new stream ahead of <see cref="Streams.ByteStream.Consumed"/>: SETTINGS_INITIAL_WINDOW_SIZE. 1 to 2^31-1. Default 64 KiB.
    /// </summary>
    public int StreamWindow { get; init; } = 64 * 1024;

    /// <summary>
    /// What a stream's window grows to when it is what limits the peer; never beyond half of the connection's. Not above
    /// <see cref="StreamWindow"/>: it does not grow. Default 1 MiB.
    /// </summary>
    public int MaxStreamWindow { get; init; } = 1024 * 1024;

    /// <summary>What a peer may send on all streams of a new connection together. 65535 (the protocol's least) to 2^31-1. Default 256 KiB.</summary>
    public int ConnectionWindow { get; init; } = 256 * 1024;

    /// <summary>
    /// What that window grows to when it limits the peer or when streams leave much of it unread. Not above
    /// <see cref="ConnectionWindow"/>: it does not grow. Default 4 MiB.
    /// </summary>
    public int MaxConnectionWindow { get; init; } = 4 * 1024 * 1024;

    /// <summary>What the windows of all connections with these options may grow together. Default 32 MiB.</summary>
    public WindowBudget WindowBudget { get; init; } = new(32 * 1024 * 1024);

    /// <summary>Server: streams a client may have open, SETTINGS_MAX_CONCURRENT_STREAMS; more are refused. Default 1024.</summary>
    public int MaxConcurrentStreams { get; init; } = 1024;

    /// <summary>Largest head or trailer section, counted as RFC 9113 §6.5.2 does (names, values and 32 bytes for each field). Default 64 KiB.</summary>
    public int MaxHeaderListSize { get; init; } = 64 * 1024;

    /// <summary>Most fields of a head or trailer section, pseudo-header fields not counted and crumbs of one cookie counted once. Default 1000. More are answered 431.</summary>
    public int MaxFields { get; init; } = 1000;

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

    /// <summary>How long a frame or a field block may take from its first byte to its last. DATA is read as it comes and not meant. Default 10 s.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long data may wait on a stream, or in the connection, of which the peer takes nothing; then the stream is reset, or the connection
    /// aborted. Not for CONNECT. Zero: for ever. Default 5 min.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Counts what peers did that these limits forbid.</summary>
    public Http2Counters Counters { get; init; } = new();

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
