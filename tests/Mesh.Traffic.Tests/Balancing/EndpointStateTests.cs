using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Balancing;

namespace Mesh.Traffic.Tests.Balancing;

public sealed class EndpointStateTests
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1000 * Millisecond;

    [Fact]
    public void Begins_with_the_assumed_latency() => Assert.Equal(30.0 * Millisecond, New().Latency(0), 1.0);

    [Fact]
    public void A_peak_counts_at_once_and_fades_with_the_time_constant()
    {
        var state = New();
        Sample(state, 800 * Millisecond, now: 0);
        Assert.Equal(800.0 * Millisecond, state.Latency(0), 100.0);
        Assert.Equal(800.0 * Millisecond / Math.E, state.Latency(10 * Second), 1.0 * Millisecond);
        Assert.Equal(800.0 * Millisecond / (Math.E * Math.E), state.Latency(20 * Second), 1.0 * Millisecond);
    }

    [Fact]
    public void Lower_values_pull_the_average_down_by_the_time_that_passed()
    {
        var state = New();
        Sample(state, 100 * Millisecond, now: 0);
        Sample(state, 10 * Millisecond, now: 10 * Second);
        Assert.Equal(Millisecond * ((100 / Math.E) + (10 * (1 - (1 / Math.E)))), state.Latency(10 * Second), 0.5 * Millisecond);
    }

    [Fact]
    public void The_average_stays_between_zero_and_the_highest_value() =>
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt[]>(), ArbMap.Default.ArbFor<PositiveInt[]>(), (latencies, gaps) =>
        {
            var state = New();
            var now = 0L;
            var highest = 30.0 * Millisecond;
            foreach (var (latency, gap) in latencies.Zip(gaps))
            {
                now += gap.Get * Millisecond;
                Sample(state, latency.Get * Millisecond, now);
                highest = Math.Max(highest, latency.Get * (double)Millisecond);
                if (state.Latency(now) < latency.Get * (double)Millisecond * 0.999 || state.Latency(now) > highest * 1.001)
                    return false;
                if (state.Latency(now + Second) > state.Latency(now))
                    return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_clock_that_is_a_little_behind_does_no_harm()
    {
        var state = New();
        Sample(state, 100 * Millisecond, now: 5 * Second);
        Assert.Equal(100.0 * Millisecond, state.Latency(4 * Second), 100.0);
    }

    [Fact]
    public void Penalties_double_up_to_the_longest()
    {
        var state = New();
        var expected = EndpointState.FirstPenalty;
        for (var failures = 0; failures < 10; failures++)
        {
            state.ConnectFailed(0);
            var until = (long)expected.TotalNanoseconds;
            Assert.True(state.IsPenalised(until - 1));
            Assert.False(state.IsPenalised(until));
            expected = expected * 2 < EndpointState.LongestPenalty ? expected * 2 : EndpointState.LongestPenalty;
        }
        state.ConnectSucceeded();
        Assert.False(state.IsPenalised(0));
        Assert.Equal(0, state.ConnectFailures);
    }

    [Fact]
    public void One_caller_gets_the_probe()
    {
        var state = New();
        Assert.False(state.TryClaimProbe(0));
        state.ConnectFailed(0);
        Assert.False(state.TryClaimProbe(0));
        var claims = 0;
        Parallel.For(0, 64, _ => Interlocked.Add(ref claims, state.TryClaimProbe(Second) ? 1 : 0));
        Assert.Equal(1, claims);
        Assert.True(state.IsPenalised(Second));
    }

    [Fact]
    public void Two_loops_lose_no_update()
    {
        var state = new EndpointState(BalancerPolicy.Default, 0);
        Parallel.For(0, 2, loop =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                state.Begin();
                if (i % 3 == 0)
                    state.ConnectFailed(i);
                else
                    state.ConnectSucceeded();
                state.Complete(i % 1000 * Millisecond, i);
                state.Begin();
            }
        });
        Assert.Equal(200_000, state.InFlight);
        state.ConnectSucceeded();
        Assert.Equal(0, state.ConnectFailures);
        Assert.InRange(state.Latency(100_000), 900.0 * Millisecond, 1000.0 * Millisecond);
    }

    private static EndpointState New() => new(BalancerPolicy.Default, 0);

    private static void Sample(EndpointState state, long latency, long now)
    {
        state.Begin();
        state.Complete(latency, now);
        Assert.Equal(0, state.InFlight);
    }
}
