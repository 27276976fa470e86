namespace Mesh.Traffic.Retries;

/// <summary>What follows an attempt.</summary>
/// <param name="Verdict">Whether it is tried again.</param>
/// <param name="Delay">Wait before it is.</param>
public readonly record struct RetryDecision(RetryVerdict Verdict, TimeSpan Delay)
{
    /// <summary>Decides after an attempt.</summary>
    /// <param name="policy">The route's policy, or <see cref="RetryPolicy.Default"/>.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="outcome">How the attempt ended.</param>
    /// <param name="attempts">Attempts made so far, this one included; at least 1.</param>
    /// <param name="replayable">Whether the request can be sent again as it was.</param>
    /// <param name="random">Source of the wait's jitter.</param>
    public static RetryDecision Decide(
        RetryPolicy policy, ReadOnlySpan<byte> method, in AttemptOutcome outcome, int attempts, bool replayable, Random random)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(random);
        var safe = SafeRetries.Allow(method, in outcome);
        if (!safe && !RequestedRetries.Allow(policy, in outcome))
            return new RetryDecision(RetryVerdict.Final, default);
        if (attempts >= policy.MaxAttempts)
            return new RetryDecision(RetryVerdict.AttemptsExhausted, default);
        if (!replayable)
            return new RetryDecision(RetryVerdict.NotReplayable, default);
        return new RetryDecision(RetryVerdict.Retry, safe && attempts == 1 ? default : Backoff(policy, attempts, random));
    }

    // Full jitter: uniform between 0 and the doubled base.
    private static TimeSpan Backoff(RetryPolicy policy, int attempts, Random random)
    {
        var ceiling = Math.Min(policy.BackoffMax.Ticks, policy.BackoffBase.Ticks * (double)(1L << Math.Min(attempts - 1, 30)));
        return TimeSpan.FromTicks((long)(random.NextDouble() * ceiling));
    }
}
