using Mesh.Traffic.Time;

namespace Mesh.Traffic.Balancing;

/// <summary>
/// What is known of an endpoint from calling it: shared by all loops and snapshots, changed by interlocked operations only.
/// Times are nanoseconds of <see cref="MonotonicTime"/>.
/// </summary>
public sealed class EndpointState
{
    /// <summary>First penalty after a failed connection; each further failure in a row doubles it.</summary>
    public static readonly TimeSpan FirstPenalty = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest penalty.</summary>
    public static readonly TimeSpan LongestPenalty = TimeSpan.FromSeconds(8);

    private const int MaxDoublings = 5;

    private readonly long _decay;
    private EndpointCounters _counters;

    /// <summary>Creates the state of an endpoint that was never called.</summary>
    public EndpointState(BalancerPolicy policy, long now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _decay = Math.Max(1, MonotonicTime.Nanoseconds(policy.Decay));
        _counters.Latency = LatencySample.At(MonotonicTime.Nanoseconds(policy.DefaultRtt), now).Pack();
    }

    /// <summary>Requests or connections that were begun and not ended.</summary>
    public int InFlight => Volatile.Read(ref _counters.InFlight);

    /// <summary>Connection attempts that failed since the last one that succeeded.</summary>
    public int ConnectFailures => Volatile.Read(ref _counters.ConnectFailures);

    /// <summary>A request (HTTP) or connection (TCP) goes to the endpoint. Pair with one <see cref="Complete"/> or <see cref="Abandon"/>.</summary>
    public void Begin() => Interlocked.Increment(ref _counters.InFlight);

    /// <summary>It ended (or the response began) after <paramref name="latency"/> nanoseconds, which enter the average.</summary>
    public void Complete(long latency, long now)
    {
        Interlocked.Decrement(ref _counters.InFlight);
        Observe(latency, now);
    }

    /// <summary>It ended without saying anything about the endpoint's latency.</summary>
    public void Abandon() => Interlocked.Decrement(ref _counters.InFlight);

    /// <summary>The latency average in nanoseconds.</summary>
    public double Latency(long now) => LatencySample.Unpack(Volatile.Read(ref _counters.Latency)).Fade(now, _decay);

    /// <summary>A connection came up.</summary>
    public void ConnectSucceeded()
    {
        // Read first: the line is shared, and nearly always there is nothing to write.
        if (Volatile.Read(ref _counters.ConnectFailures) != 0)
            Volatile.Write(ref _counters.ConnectFailures, 0);
    }

    /// <summary>A connection could not be made: refused, timed out, unreachable, or its TLS handshake failed.</summary>
    public void ConnectFailed(long now)
    {
        var failures = Interlocked.Increment(ref _counters.ConnectFailures);
        Volatile.Write(ref _counters.PenaltyUntil, now + Penalty(failures));
    }

    /// <summary>Whether connections are not to be tried now.</summary>
    public bool IsPenalised(long now) => ConnectFailures > 0 && now < Volatile.Read(ref _counters.PenaltyUntil);

    /// <summary>
    /// Claims the one connection attempt that is due after a penalty. The claim prolongs the penalty, so that nobody else
    /// tries before the outcome is known.
    /// </summary>
    /// <returns>False when the endpoint does not fail, is still penalised, or another caller was faster.</returns>
    public bool TryClaimProbe(long now)
    {
        var failures = ConnectFailures;
        var until = Volatile.Read(ref _counters.PenaltyUntil);
        return failures > 0 && now >= until
            && Interlocked.CompareExchange(ref _counters.PenaltyUntil, now + Penalty(failures + 1), until) == until;
    }

    /// <summary>What the next request there costs: latency × (requests in flight + 1).</summary>
    internal double Cost(long now) => Latency(now) * (InFlight + 1);

    private void Observe(long latency, long now)
    {
        var seen = Volatile.Read(ref _counters.Latency);
        while (true)
        {
            var next = LatencySample.Unpack(seen).Add(latency, now, _decay).Pack();
            var found = Interlocked.CompareExchange(ref _counters.Latency, next, seen);
            if (found == seen)
                return;
            seen = found;
        }
    }

    private static long Penalty(int failures) =>
        Math.Min(MonotonicTime.Nanoseconds(LongestPenalty), MonotonicTime.Nanoseconds(FirstPenalty) << Math.Min(failures - 1, MaxDoublings));
}
