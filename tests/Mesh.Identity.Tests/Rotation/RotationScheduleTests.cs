using FsCheck;
using FsCheck.Fluent;
using Mesh.Identity.Rotation;

namespace Mesh.Identity.Tests.Rotation;

public sealed class RotationScheduleTests
{
    private static readonly DateTimeOffset Now = TestAuthority.Start;
    private static readonly Arbitrary<(int Seed, int Seconds)> Lives = Gen.Choose(0, 10_000).Zip(Gen.Choose(1, 400_000)).ToArbitrary();

    [Fact]
    public void Renewal_is_at_half_of_the_life_within_ten_percent() =>
        Prop.ForAll(Lives, life =>
        {
            var end = Now.AddSeconds(life.Seconds);
            var share = (Schedule(life.Seed).RenewAt(Now, end) - Now) / (end - Now);
            return share is >= 0.45 and <= 0.55;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_fleet_spreads_out()
    {
        var times = Enumerable.Range(0, 100).Select(seed => Schedule(seed).RenewAt(Now, Now.AddHours(24))).ToList();

        Assert.True(times.Distinct().Count() > 90);
        Assert.True(times.Max() - times.Min() > TimeSpan.FromHours(2));
    }

    [Fact]
    public void A_retry_comes_later_but_not_after_the_end_of_a_valid_certificate() =>
        Prop.ForAll(Lives, Gen.Choose(1, 1000).ToArbitrary(), (life, failures) =>
        {
            var end = Now.AddSeconds(life.Seconds);
            var at = Schedule(life.Seed).RetryAt(failures, Now, end);
            return at > Now && at <= end && at - Now <= RotationSchedule.MaxPause * 1.1;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Several_attempts_fit_before_the_end()
    {
        var schedule = Schedule(1);
        var end = Now.AddSeconds(10);
        var at = schedule.RenewAt(Now, end);
        var attempts = 0;
        while (at < end)
            at = schedule.RetryAt(++attempts, at, end);

        Assert.InRange(attempts, 4, 12);
        Assert.Equal(end, at);
    }

    [Fact]
    public void Without_a_valid_certificate_pauses_grow_to_the_maximum()
    {
        var pauses = Enumerable.Range(1, 14).Select(failures => (Schedule(7).RetryAt(failures, Now, null) - Now).TotalSeconds).ToList();

        Assert.InRange(pauses[0], 0.9, 1.1);
        Assert.InRange(pauses[3], 7.2, 8.8);
        Assert.InRange(pauses[13], 270, 330);
        Assert.Equal(pauses[5], (Schedule(7).RetryAt(6, Now, Now.AddSeconds(-1)) - Now).TotalSeconds);
    }

    [Fact]
    public void An_ended_certificate_is_renewed_at_once() => Assert.Equal(Now, Schedule(1).RenewAt(Now, Now.AddSeconds(-5)));

    private static RotationSchedule Schedule(int seed) => new(new Random(seed));
}
