using System.Diagnostics;
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
    private readonly LoopTimer _deadline;
    private readonly HeaderBlock _reply = new();
    private ExchangeOutcome _outcome = new();
    private bool _isOver;

    /// <summary>Creates an exchange that rests.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="pool">Where it goes when it is over; null when it serves once.</param>
    protected HttpExchange(ProxyLoop loop, IExchangePool? pool)
    {
        Loop = loop;
        _pool = pool;
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

    /// <summary>Stopwatch ticks when the request's head was there.</summary>
    protected long StartedAt { get; private set; }

    /// <summary>What became of it so far.</summary>
    protected ref readonly ExchangeOutcome Outcome => ref _outcome;

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        Downstream = stream;
        Request = head;
        StartedAt = Stopwatch.GetTimestamp();
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

    /// <summary>The exchange is over: metrics and telemetry are due.</summary>
    protected abstract void OnFinished();

    /// <summary>Leaves the request to the caller's proxy to send elsewhere: it was not processed.</summary>
    protected void Refuse(ResponseFlag flag)
    {
        _outcome.Flag = flag;
        Downstream.Reset(StreamError.Refused);
        Finish();
    }

    /// <summary>From now on the response has to be complete within <paramref name="timeout"/>.</summary>
    protected void ArmDeadline(TimeSpan timeout) => Loop.Events.Arm(_deadline, (long)timeout.TotalMilliseconds);

    /// <summary>Answers without an upstream.</summary>
    protected void Reply(int status, ResponseFlag flag)
    {
        _outcome.Status = status;
        _outcome.Flag = flag;
        LocalReply.Send(Downstream, Request, _reply, status, flag);
        _responseEnded = true;
        Finish();
    }

    /// <summary>Ends the exchange on both sides, whatever was sent of the response.</summary>
    protected void Abandon(ResponseFlag flag)
    {
        if (_isOver)
            return;
        EndAttempt(new AttemptFailure(StreamError.Cancelled, false, _outcome.Status != 0, null));
        Break(flag, StreamError.Cancelled);
    }

    private void OnDeadline()
    {
        if (_isOver)
            return;
        EndAttempt(new AttemptFailure(StreamError.Timeout, false, _outcome.Status != 0, null));
        if (_outcome.Status == 0)
            Reply(504, ResponseFlag.Timeout);
        else
            Break(ResponseFlag.Timeout, StreamError.Timeout);
    }

    // The response cannot be completed any more.
    private void Break(ResponseFlag flag, StreamError error)
    {
        _outcome.Flag = flag;
        Downstream.Reset(error);
        Finish();
    }

    private void Finish()
    {
        if (_isOver)
            return;
        _isOver = true;
        Loop.Events.Cancel(_deadline);
        Loop.Events.Cancel(_retryTimer);
        _replay.Drop();
        _reply.Dispose();
        if (_responseEnded)
            ForgiveRequest();
        // What is left of the request is of no use to anyone. HTTP/2 can say so; HTTP/1 drops a little of it, or closes.
        if (_responseEnded && !_requestEnded)
            Downstream.Reset(StreamError.Cancelled);
        // Whatever the stream may still have to say, it no longer says it here: the next request may be.
        Downstream.Handler = FinishedHandler.Instance;
        Loop.InProgress--;
        OnFinished();
        _pool?.Return(this);
    }

    // Events of a stream that is not, or no longer, this exchange's belong to nobody.
    private bool IsCurrent(ByteStream stream) => !_isOver && ReferenceEquals(stream, Downstream);
}
