using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Http;

/// <summary>
/// One request and its response, from a downstream stream to at most a few upstream attempts. This class moves heads, bodies
/// and trailers with backpressure both ways and keeps what a further attempt needs; the two derived classes decide.
/// </summary>
/// <remarks>
/// Flow: <see cref="OnHeaders"/> → <see cref="Begin"/> → <see cref="StartAttempt"/> → <see cref="OnAttemptOpened"/> →
/// <see cref="OnResponseHead"/> → data → <see cref="Finish"/>; <see cref="OnAttemptFailed"/> leads to another attempt or a
/// local reply.
/// </remarks>
internal abstract partial class HttpExchange : IHttpStreamHandler
{
    private readonly IExchangePool? _pool;
    private ExchangeOutcome _outcome = new();

    /// <summary>Creates an exchange that rests.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="pool">Where it goes when it is over; null when it serves once.</param>
    protected HttpExchange(ProxyLoop loop, IExchangePool? pool)
    {
        Loop = loop;
        _pool = pool;
        _replay = new RequestReplay(loop.State.Options.Limits.BodyBuffer);
        _attempt = new UpstreamAttempt(this);
        _deadline = new LoopTimer(OnDeadline);
        _retryTimer = new LoopTimer(StartAttempt);
    }

    /// <summary>Whether the request asks for another protocol.</summary>
    internal bool IsUpgrade => !Request.Protocol.IsEmpty;

    /// <summary>The loop it runs on.</summary>
    protected ProxyLoop Loop { get; }

    /// <summary>The stream the request came on. Like <see cref="Request"/> there from the first event to <see cref="OnFinished"/>.</summary>
    protected HttpStream Downstream { get; private set; } = null!;

    /// <summary>The request's head; derived classes change it before it is sent.</summary>
    protected HeaderBlock Request { get; private set; } = null!;

    /// <summary>When the request's head was there, in the loop's nanoseconds.</summary>
    protected long StartedAt { get; private set; }

    /// <summary>Microseconds since <see cref="StartedAt"/>.</summary>
    protected long ElapsedMicroseconds => (Loop.NowNanoseconds() - StartedAt) / 1000;

    /// <summary>What became of it so far.</summary>
    protected ref readonly ExchangeOutcome Outcome => ref _outcome;

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        Downstream = stream;
        Request = head;
        StartedAt = Loop.NowNanoseconds();
        Loop.InProgress++;
        _requestEnded = endStream;
        Begin();
    }

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error)
    {
        if (!IsCurrent(stream))
            return;
        _outcome.Flag = ResponseFlag.DownstreamClosed;
        EndAttempt(new AttemptFailure(StreamError.Cancelled, false, false, null));
        Finish();
    }

    /// <summary>Forgets all of the finished exchange: from now on it may be used for another request.</summary>
    internal virtual void Rest()
    {
        Downstream = null!;
        Request = null!;
        _outcome = new ExchangeOutcome();
        _isOver = false;
        Attempts = 0;
        RestRequest();
        RestResponse();
    }

    /// <summary>Decides what becomes of the request: <see cref="StartAttempt"/> or <see cref="Reply"/>.</summary>
    protected abstract void Begin();

    // Events of a stream that is not, or no longer, this exchange's belong to nobody.
    private bool IsCurrent(ByteStream stream) => !_isOver && ReferenceEquals(stream, Downstream);
}
