using FsCheck;
using FsCheck.Fluent;

using Mesh.Engine.Loops;

namespace Mesh.Engine.Tests.Loops;

public sealed class TimerWheelTests
{
    private const int Timers = 6;
    private const int Tick = TimerWheel.TickMilliseconds;

    private static readonly Gen<long> Durations = Gen.OneOf(
        Gen.Choose(0, 12).Select(value => (long)value),
        Gen.Choose(0, 64 * Tick * 2).Select(value => (long)value),
        Gen.Choose(0, 64 * 64 * Tick * 2).Select(value => (long)value),
        Gen.Choose(0, int.MaxValue).Select(value => (long)value % (1L << 26)),
        Gen.Elements(64L * Tick, 64L * 64 * Tick, 64L * 64 * 64 * Tick));

    private static readonly Gen<Step> Steps =
        from kind in Gen.Frequency((5, Gen.Constant('a')), (1, Gen.Constant('c')), (4, Gen.Constant('t')))
        from timer in Gen.Choose(0, Timers - 1)
        from duration in Durations
        select new Step(kind, timer, duration);

    [Fact]
    public void FiresWhatANaiveTimerListFires()
    {
        var runs = from start in Gen.Choose(0, int.MaxValue) from steps in Gen.ArrayOf(Steps) select (start, steps);
        Prop.ForAll(runs.ToArbitrary(), run => Agree(run.start, run.steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void ACallbackMayArmAndCancel()
    {
        var wheel = new TimerWheel(0);
        var fired = new List<string>();
        LoopTimer? other = null;
        LoopTimer? again = null;
        again = new LoopTimer(() =>
        {
            fired.Add("again");
            wheel.Cancel(other!);
            if (fired.Count < 3)
                wheel.Arm(again!, 100, 0);
        });
        other = new LoopTimer(() => fired.Add("other"));
        wheel.Arm(other, 0, 50);
        wheel.Arm(again, 0, 40);

        wheel.Advance(100);
        // Due at 40, then at 100, then at once: never in the tick that is being processed.
        Assert.Equal(["again", "again"], fired);
        wheel.Advance(200);
        Assert.Equal(["again", "again", "again"], fired);
        Assert.Equal(0, wheel.Count);
        Assert.Equal(-1, wheel.NextDelay(200));
    }

    [Fact]
    public void AThrowingCallbackLosesNoOtherTimer()
    {
        var wheel = new TimerWheel(0);
        var fired = 0;
        for (var i = 0; i < 3; i++)
            wheel.Arm(new LoopTimer(() => throw new InvalidOperationException(fired++.ToString())), 0, 8);
        wheel.Arm(new LoopTimer(() => fired++), 0, 12);

        for (var i = 0; i < 3; i++)
            Assert.Throws<InvalidOperationException>(() => wheel.Advance(20));
        wheel.Advance(20);

        Assert.Equal(4, fired);
    }

    private static bool Agree(long start, Step[] steps)
    {
        var now = start;
        var wheel = new TimerWheel(now);
        var fired = new List<int>();
        var timers = Enumerable.Range(0, Timers).Select(index => new LoopTimer(() => fired.Add(index))).ToArray();
        var due = new Dictionary<int, long>();
        foreach (var step in steps)
        {
            if (step.Kind == 'a')
            {
                wheel.Arm(timers[step.Timer], now, step.Duration);
                due[step.Timer] = Math.Min(Math.Max((now + step.Duration + Tick - 1) / Tick, (now / Tick) + 1), (now / Tick) + (1 << 24) - 1);
            }
            else if (step.Kind == 'c')
            {
                wheel.Cancel(timers[step.Timer]);
                due.Remove(step.Timer);
            }
            else
            {
                now += step.Duration;
                wheel.Advance(now);
                var expected = due.Where(entry => entry.Value <= now / Tick).OrderBy(entry => entry.Value).ToArray();
                if (!fired.Select(index => due[index]).SequenceEqual(expected.Select(entry => entry.Value))
                    || !fired.Order().SequenceEqual(expected.Select(entry => entry.Key).Order()))
                    return false;
                fired.ForEach(index => due.Remove(index));
                fired.Clear();
            }
            if (!NeverTooLong(wheel.NextDelay(now), now, due) || wheel.Count != due.Count || timers.Count(timer => timer.IsArmed) != due.Count)
                return false;
        }
        return true;
    }

    private static bool NeverTooLong(int delay, long now, Dictionary<int, long> due) =>
        due.Count == 0 ? delay == -1 : delay >= 0 && (now + delay) / Tick <= due.Values.Min();

    private sealed record Step(char Kind, int Timer, long Duration);
}
