using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Http;

/// <content>How an exchange ends that does not end by its response: answered here, refused, too late, broken.</content>
internal abstract partial class HttpExchange
{
    private readonly LoopTimer _deadline;
    private readonly HeaderBlock _reply = new();
    private bool _isOver;

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
}
