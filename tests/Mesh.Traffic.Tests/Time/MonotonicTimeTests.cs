using Mesh.Traffic.Time;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Traffic.Tests.Time;

public sealed class MonotonicTimeTests
{
    [Fact]
    public void Counts_nanoseconds_at_any_frequency()
    {
        var time = new FakeTimeProvider();
        var start = MonotonicTime.Nanoseconds(time);
        time.Advance(TimeSpan.FromDays(400) + TimeSpan.FromTicks(3));
        Assert.Equal((400L * 86400 * 1_000_000_000) + 300, MonotonicTime.Nanoseconds(time) - start);
    }

    [Fact]
    public void The_systems_clock_goes_forward()
    {
        var first = MonotonicTime.Nanoseconds(TimeProvider.System);
        Assert.True(MonotonicTime.Nanoseconds(TimeProvider.System) >= first);
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Durations_saturate(long ticks, long expected) => Assert.Equal(expected, MonotonicTime.Nanoseconds(new TimeSpan(ticks)));
}
