namespace Mesh.Identity.Rotation;

/// <summary>
/// When to renew a certificate: at half of its remaining life ± 10 %, so that a fleet that started together spreads out; after
/// failures with growing, jittered pauses, several of them before the end. Pure apart from <paramref name="random"/>. A failed
/// renewal only moves the next attempt: the caller keeps the certificate it has while that is valid.
/// </summary>
/// <param name="random">Source of jitter, seeded by the caller; not shared with other threads.</param>
public sealed class RotationSchedule(Random random)
{
    /// <summary>No two attempts are closer than this, unless the certificate ends before.</summary>
    public static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Pauses after failures stop growing here.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    private const double JitterShare = 0.1;

    /// <summary>When to renew a certificate that was just obtained.</summary>
    /// <param name="obtained">When it was obtained. Counted from here and not from its notBefore, which lies before the time of issue.</param>
    /// <param name="notAfter">End of its validity.</param>
    /// <returns>A time between <paramref name="obtained"/> and <paramref name="notAfter"/>; <paramref name="obtained"/> when it has already ended.</returns>
    public DateTimeOffset RenewAt(DateTimeOffset obtained, DateTimeOffset notAfter)
    {
        var remaining = notAfter - obtained;
        return Bounded(obtained, Jittered(remaining / 2), notAfter);
    }

    /// <summary>When to try again after a failure.</summary>
    /// <param name="failures">Failures in a row, 1 or more.</param>
    /// <param name="now">When the last one failed.</param>
    /// <param name="notAfter">End of the current certificate's validity; null when there is none.</param>
    /// <returns>
    /// While the certificate is valid, a time not after its end and at most a quarter of its remaining life away, so that several
    /// attempts remain; afterwards, the pause alone counts.
    /// </returns>
    public DateTimeOffset RetryAt(int failures, DateTimeOffset now, DateTimeOffset? notAfter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var pause = Jittered(Backoff(failures));
        if (notAfter is not { } end || end <= now)
            return now + pause;
        var share = (end - now) / 4;
        return Bounded(now, pause < share ? pause : share, end);
    }

    private static TimeSpan Backoff(int failures)
    {
        // 2^10 seconds is beyond the maximum already: the exponent needs no more.
        var seconds = Math.Pow(2, Math.Min(failures - 1, 10));
        var pause = TimeSpan.FromSeconds(seconds);
        return pause < MaxPause ? pause : MaxPause;
    }

    private static DateTimeOffset Bounded(DateTimeOffset from, TimeSpan pause, DateTimeOffset end)
    {
        if (end <= from)
            return from;
        var at = from + (pause > MinPause ? pause : MinPause);
        return at < end ? at : end;
    }

    private TimeSpan Jittered(TimeSpan pause) => pause * (1 + (JitterShare * ((random.NextDouble() * 2) - 1)));
}
