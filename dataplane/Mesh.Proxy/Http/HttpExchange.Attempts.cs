using Mesh.Engine.Loops;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Traffic.Retries;

namespace Mesh.Proxy.Http;

/// <content>From one attempt to the next.</content>
internal abstract partial class HttpExchange
{
    private readonly UpstreamAttempt _attempt;
    private readonly LoopTimer _retryTimer;

    /// <summary>Attempts begun so far.</summary>
    protected int Attempts { get; private set; }

    /// <summary>When the current attempt began, in the loop's nanoseconds.</summary>
    protected long AttemptStartedAt { get; private set; }

    /// <summary>Whether the whole request can be sent once more.</summary>
    protected bool CanReplay => _replay.IsComplete && _outcome.Status == 0;

    /// <summary>The attempt got no stream or lost it.</summary>
    internal void OnAttemptFailed(StreamError error, bool connectionReused, bool responseStarted, string? detail)
    {
        if (_isOver)
            return;
        var failure = new AttemptFailure(error, connectionReused, responseStarted, detail);
        OnAttemptEnded(failure);
        if (_outcome.Status != 0)
            Break(ResponseFlag.UpstreamReset, AfterResponse(error));
        else if (DecideRetry(RetryFacts.OutcomeOf(failure)) is { Verdict: RetryVerdict.Retry } retry)
            Retry(retry.Delay);
        else
            GiveUp(failure);
    }

    /// <summary>Chooses an upstream and starts <paramref name="attempt"/>; false when there is none.</summary>
    protected abstract bool OpenAttempt(UpstreamAttempt attempt);

    /// <summary>Whether there is another attempt after this one.</summary>
    protected abstract RetryDecision DecideRetry(in AttemptOutcome outcome);

    /// <summary>An attempt ended, with a failure or well: its endpoint's statistics are due.</summary>
    protected abstract void OnAttemptEnded(in AttemptFailure? failure);

    /// <summary>The last attempt failed before its response: answers for it.</summary>
    protected virtual void GiveUp(in AttemptFailure failure) => Reply(failure.Status, failure.Flag);

    /// <summary>Begins the next attempt.</summary>
    protected void StartAttempt()
    {
        Attempts++;
        AttemptStartedAt = Loop.NowNanoseconds();
        if (!OpenAttempt(_attempt))
            Reply(503, ResponseFlag.NoEndpoint);
    }

    // The caller learns what the upstream said, but never that nothing was processed: it would send the request again.
    private static StreamError AfterResponse(StreamError error) => error is StreamError.Refused or StreamError.Timeout ? StreamError.ConnectionLost : error;

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
}
