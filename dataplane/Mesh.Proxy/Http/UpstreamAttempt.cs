using Mesh.Engine.Http;
using Mesh.Engine.Pools;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Http;

/// <summary>One try to get a request answered: from asking a pool for a stream to the end of the response. Reused for the next try.</summary>
/// <remarks>Events of any stream but the current one, of an earlier try or an earlier exchange, reach nobody.</remarks>
internal sealed class UpstreamAttempt(HttpExchange exchange) : StreamRequester, IHttpStreamHandler
{
    /// <summary>The upstream stream; null before it is open and after the attempt ended.</summary>
    internal HttpStream? Stream { get; private set; }

    /// <summary>Whether an attempt is under way.</summary>
    internal bool IsActive => IsAsking || Stream is not null;

    /// <inheritdoc/>
    protected override IHttpStreamHandler StreamHandler => this;

    /// <inheritdoc/>
    protected override bool IsUpgrade => exchange.IsUpgrade;

    /// <summary>Asks <paramref name="pool"/> for a stream; the exchange hears of the outcome, possibly before this returns.</summary>
    internal void Start(StreamPool pool)
    {
        Ask(pool);
    }

    /// <summary>Ends the attempt without a word to the exchange.</summary>
    internal void Cancel(StreamError error)
    {
        var stream = Stream;
        Clear();
        stream?.Reset(error);
    }

    /// <summary>Forgets the stream after it ended in good order.</summary>
    internal void Clear()
    {
        if (Stream is { } stream)
            stream.Handler = FinishedHandler.Instance;
        Withdraw();
        Stream = null;
    }

    /// <inheritdoc/>
    protected override void OnStreamOpened(HttpStream stream)
    {
        Stream = stream;
        exchange.OnAttemptOpened(stream);
    }

    /// <inheritdoc/>
    protected override void OnStreamFailed(StreamError error, string? detail) =>
        exchange.OnAttemptFailed(error, connectionReused: false, responseStarted: false, detail);

    void IHttpStreamHandler.OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        if (IsCurrent(stream))
            exchange.OnResponseHead(head, endStream);
    }

    void IHttpStreamHandler.OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
        if (IsCurrent(stream))
            exchange.OnResponseTrailers(trailers);
    }

    void IByteStreamHandler.OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (IsCurrent(stream))
            exchange.OnResponseData(data, endStream);
    }

    void IByteStreamHandler.OnWritable(ByteStream stream)
    {
        if (IsCurrent(stream))
            exchange.OnUpstreamWritable();
    }

    void IByteStreamHandler.OnReset(ByteStream stream, StreamError error)
    {
        if (!IsCurrent(stream))
            return;
        var http = (HttpStream)stream;
        var reused = http.OnReusedConnection;
        var started = http.ResponseStarted;
        Clear();
        exchange.OnAttemptFailed(error, reused, started, detail: null);
    }

    private bool IsCurrent(ByteStream stream) => ReferenceEquals(stream, Stream);
}
