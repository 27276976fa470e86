using System.Diagnostics;
using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Retries;

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
internal abstract class HttpExchange : IHttpStreamHandler
{
    private readonly UpstreamAttempt _attempt;
    private readonly RequestReplay _replay = new();
    private readonly LoopTimer _deadline;
    private readonly LoopTimer _retryTimer;
    private readonly HeaderBlock _reply = new();
    private HeaderBlock? _requestTrailers;
    private int _requestDebt;
    private int _responseDebt;
    private bool _requestEnded;
    private bool _responseEnded;
    private bool _isOver;

    /// <summary>Creates an exchange that waits for its request.</summary>
    protected HttpExchange(ProxyLoop loop, HttpStream downstream)
    {
        Loop = loop;
        Downstream = downstream;
        _attempt = new UpstreamAttempt(this);
        _deadline = new LoopTimer(OnDeadline);
        _retryTimer = new LoopTimer(StartAttempt);
    }

    /// <summary>The loop it runs on.</summary>
    protected ProxyLoop Loop { get; }

    /// <summary>The stream the request came on.</summary>
    protected HttpStream Downstream { get; }

    /// <summary>The request's head; derived classes change it before it is sent.</summary>
    protected HeaderBlock Request { get; private set; } = null!;

    /// <summary>Attempts begun so far.</summary>
    protected int Attempts { get; private set; }

    /// <summary>Stopwatch ticks when the request's head was there.</summary>
    protected long StartedAt { get; private set; }

    /// <summary>Status that was sent to the caller; 0 before.</summary>
    protected int Status { get; private set; }

    /// <summary>Value of <c>grpc-status</c> seen in the response's head or trailers; -1 when there was none.</summary>
    protected int GrpcStatus { get; private set; } = -1;

    /// <summary>Bytes of the request's body.</summary>
    protected long RequestBytes { get; private set; }

    /// <summary>Bytes of the response's body.</summary>
    protected long ResponseBytes { get; private set; }

    /// <summary>Why the proxy answered or ended the exchange itself.</summary>
    protected ResponseFlag Flag { get; private set; }

    /// <summary>Stopwatch ticks when the current attempt began.</summary>
    protected long AttemptStartedAt => _attempt.StartedAt;

    /// <summary>Whether the whole request can be sent once more.</summary>
    protected bool CanReplay => _replay.IsComplete && Status == 0;

    /// <summary>Whether the caller got what it asked for: no 5xx, no server-side gRPC error, no broken response.</summary>
    protected bool IsSuccess => Status is >= 100 and < 500 && Flag is ResponseFlag.None or ResponseFlag.DirectResponse
        && GrpcStatus is not (2 or 4 or 12 or 13 or 14 or 15);

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        Request = head;
        StartedAt = Stopwatch.GetTimestamp();
        Loop.InProgress++;
        _requestEnded = endStream;
        Begin();
    }

    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        _requestEnded |= endStream;
        RequestBytes += data.Length;
        if (_isOver)
        {
            stream.Consumed(data.Length);
            return;
        }
        _requestDebt += data.Length;
        _replay.Append(data, mustKeep: _attempt.Stream is null);
        if (_attempt.Stream is not { } upstream)
            return;
        upstream.SendData(data, endStream);
        SettleRequest();
    }

    /// <inheritdoc/>
    public void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
        _requestEnded = true;
        _requestTrailers = trailers;
        _attempt.Stream?.SendTrailers(trailers);
    }

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream) => SettleResponse();

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error)
    {
        if (_isOver)
            return;
        Flag = ResponseFlag.DownstreamClosed;
        EndAttempt(new AttemptFailure(StreamError.Cancelled, false, false, null));
        Finish();
    }

    /// <summary>The attempt has its stream: the head and what is there of the body are sent.</summary>
    internal void OnAttemptOpened(HttpStream upstream)
    {
        PrepareHead(upstream);
        var body = _replay.Bytes;
        var endsHere = _requestEnded && _requestTrailers is null;
        upstream.SendHeaders(Request, endsHere && body.IsEmpty);
        if (!body.IsEmpty)
        {
            upstream.SendData(body, endsHere);
            _replay.OnSent();
        }
        if (_requestTrailers is { } trailers)
            upstream.SendTrailers(trailers);
        SettleRequest();
    }

    /// <summary>The attempt got no stream or lost it.</summary>
    internal void OnAttemptFailed(StreamError error, bool connectionReused, bool responseStarted, string? detail)
    {
        if (_isOver)
            return;
        var failure = new AttemptFailure(error, connectionReused, responseStarted, detail);
        OnAttemptEnded(failure);
        if (Status != 0)
        {
            Flag = ResponseFlag.UpstreamReset;
            Downstream.Reset(error == StreamError.Cancelled ? StreamError.Cancelled : StreamError.ConnectionLost);
            Finish();
            return;
        }
        if (DecideRetry(RetryFacts.OutcomeOf(failure)) is { Verdict: RetryVerdict.Retry } retry)
            Retry(retry.Delay);
        else
            GiveUp(failure);
    }

    /// <summary>The response's head, or an interim one, is there.</summary>
    internal void OnResponseHead(HeaderBlock head, bool endStream)
    {
        if (head.Status is >= 100 and < 200 and not 101)
        {
            Downstream.SendHeaders(head, endStream: false);
            return;
        }
        ReadGrpcStatus(head);
        var outcome = new AttemptOutcome(AttemptEnd.Response) { Status = head.Status, GrpcStatus = endStream ? GrpcStatus : -1, ResponseStarted = true };
        if (DecideRetry(outcome) is { Verdict: RetryVerdict.Retry } retry)
        {
            GrpcStatus = -1;
            EndAttempt(new AttemptFailure(StreamError.Cancelled, false, true, null));
            Retry(retry.Delay);
            return;
        }
        Status = head.Status;
        _replay.Drop();
        Downstream.SendHeaders(head, endStream);
        if (endStream)
            EndResponse();
    }

    /// <summary>Bytes of the response's body.</summary>
    internal void OnResponseData(ReadOnlySpan<byte> data, bool endStream)
    {
        ResponseBytes += data.Length;
        Downstream.SendData(data, endStream);
        if (endStream)
        {
            EndResponse();
            return;
        }
        _responseDebt += data.Length;
        if (Downstream.SendCapacity > 0)
            SettleResponse();
    }

    /// <summary>The response ends with trailers.</summary>
    internal void OnResponseTrailers(HeaderBlock trailers)
    {
        ReadGrpcStatus(trailers);
        Downstream.SendTrailers(trailers);
        EndResponse();
    }

    /// <summary>The upstream stream takes data again.</summary>
    internal void OnUpstreamWritable() => SettleRequest();

    /// <summary>Decides what becomes of the request: <see cref="StartAttempt"/> or <see cref="Reply"/>.</summary>
    protected abstract void Begin();

    /// <summary>Chooses an upstream and starts <paramref name="attempt"/>; false when there is none.</summary>
    protected abstract bool OpenAttempt(UpstreamAttempt attempt);

    /// <summary>Changes <see cref="Request"/> for the chosen upstream.</summary>
    protected abstract void PrepareHead(HttpStream upstream);

    /// <summary>Whether there is another attempt after this one.</summary>
    protected abstract RetryDecision DecideRetry(in AttemptOutcome outcome);

    /// <summary>An attempt ended, with a failure or well: its endpoint's statistics are due.</summary>
    protected abstract void OnAttemptEnded(in AttemptFailure? failure);

    /// <summary>The exchange is over: metrics and telemetry are due.</summary>
    protected abstract void OnFinished();

    /// <summary>Begins the next attempt.</summary>
    protected void StartAttempt()
    {
        Attempts++;
        if (!OpenAttempt(_attempt))
            Reply(503, ResponseFlag.NoEndpoint);
    }

    /// <summary>The last attempt failed before its response: answers for it.</summary>
    protected virtual void GiveUp(in AttemptFailure failure) => Reply(failure.Status, failure.Flag);

    /// <summary>Leaves the request to the caller's proxy to send elsewhere: it was not processed.</summary>
    protected void Refuse(ResponseFlag flag)
    {
        Flag = flag;
        Downstream.Reset(StreamError.Refused);
        Finish();
    }

    /// <summary>From now on the response has to be complete within <paramref name="timeout"/>.</summary>
    protected void ArmDeadline(TimeSpan timeout) => Loop.Events.Arm(_deadline, (long)timeout.TotalMilliseconds);

    /// <summary>Answers without an upstream.</summary>
    protected void Reply(int status, ResponseFlag flag)
    {
        Status = status;
        Flag = flag;
        LocalReply.Send(Downstream, Request, _reply, status, flag);
        _responseEnded = true;
        Finish();
    }

    private void Retry(TimeSpan delay)
    {
        if (delay > TimeSpan.Zero)
            Loop.Events.Arm(_retryTimer, (long)Math.Ceiling(delay.TotalMilliseconds));
        else
            StartAttempt();
    }

    private void EndAttempt(in AttemptFailure failure)
    {
        if (_attempt.IsActive)
            OnAttemptEnded(failure);
        _attempt.Cancel(StreamError.Cancelled);
    }

    private void EndResponse()
    {
        _responseEnded = true;
        OnAttemptEnded(null);
        // A response that ends before its request: what follows of the request is of no use to anyone.
        if (_requestEnded)
            _attempt.Clear();
        else
            _attempt.Cancel(StreamError.Cancelled);
        Finish();
    }

    private void OnDeadline()
    {
        if (_isOver)
            return;
        EndAttempt(new AttemptFailure(StreamError.Timeout, false, Status != 0, null));
        if (Status == 0)
        {
            Reply(504, ResponseFlag.Timeout);
            return;
        }
        Flag = ResponseFlag.Timeout;
        Downstream.Reset(StreamError.Timeout);
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
        if (_requestDebt > 0 && _responseEnded)
        {
            Downstream.Consumed(_requestDebt);
            _requestDebt = 0;
        }
        Loop.InProgress--;
        OnFinished();
    }

    private void SettleRequest()
    {
        if (_requestDebt == 0 || _attempt.Stream is not { SendCapacity: > 0 })
            return;
        var debt = _requestDebt;
        _requestDebt = 0;
        Downstream.Consumed(debt);
    }

    private void SettleResponse()
    {
        var debt = _responseDebt;
        _responseDebt = 0;
        if (debt > 0)
            _attempt.Stream?.Consumed(debt);
    }

    private void ReadGrpcStatus(HeaderBlock block)
    {
        if (block.TryGet("grpc-status"u8, out var value) && System.Buffers.Text.Utf8Parser.TryParse(value, out int status, out _))
            GrpcStatus = status;
    }
}
