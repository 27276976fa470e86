using Mesh.Engine.Http;
using Mesh.Engine.Pools;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Http;

/// <summary>One try to get a request answered: from asking a pool for a stream to the end of the response. Reused for the next try.</summary>
/// <remarks>Events of any stream but the current one, of an earlier try or an earlier exchange, reach nobody.</remarks>
internal sealed class UpstreamAttempt(HttpExchange exchange) : IStreamRequester, IHttpStreamHandler
{
    private StreamPool? _pool;

    /// <summary>The upstream stream; null before it is open and after the attempt ended.</summary>
    internal HttpStream? Stream { get; private set; }

    /// <summary>Whether an attempt is under way.</summary>
    internal bool IsActive => _pool is not null;

    /// <summary>Stopwatch ticks when the attempt began.</summary>
    internal long StartedAt { get; private set; }

    IHttpStreamHandler IStreamRequester.StreamHandler => this;

    bool IStreamRequester.IsUpgrade => exchange.IsUpgrade;

    /// <summary>Asks <paramref name="pool"/> for a stream; the exchange hears of the outcome, possibly before this returns.</summary>
    internal void Start(StreamPool pool)
    {
        _pool = pool;
        StartedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        pool.Open(this);
    }

    /// <summary>Ends the attempt without a word to the exchange.</summary>
    internal void Cancel(StreamError error)
    {
        var pool = _pool;
        var stream = Stream;
        Clear();
        if (stream is not null)
            stream.Reset(error);
        else
            pool?.Cancel(this);
    }

    /// <summary>Forgets the stream after it ended in good order.</summary>
    internal void Clear()
    {
        if (Stream is { } stream)
            stream.Handler = FinishedHandler.Instance;
        _pool = null;
        Stream = null;
    }

    void IStreamRequester.OnStreamOpened(HttpStream stream)
    {
        if (_pool is null || Stream is not null)
        {
            stream.Reset(StreamError.Cancelled);
            return;
        }
        Stream = stream;
        exchange.OnAttemptOpened(stream);
    }

    void IStreamRequester.OnStreamFailed(StreamError error, string? detail)
    {
        if (_pool is null || Stream is not null)
            return;
        Clear();
        exchange.OnAttemptFailed(error, connectionReused: false, responseStarted: false, detail);
    }

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
