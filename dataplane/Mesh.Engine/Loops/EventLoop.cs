using Mesh.Engine.Buffers;

namespace Mesh.Engine.Loops;

/// <summary>
/// One thread, one epoll instance and everything that belongs to it: connections, buffers, timers. Members without a note
/// are used on the loop's thread only.
/// </summary>
public sealed class EventLoop
{
    private readonly TimeProvider _time;

    /// <summary>Creates a loop; it does nothing until it runs.</summary>
    public EventLoop(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        NowMilliseconds = ReadClock();
        Timers = new TimerWheel(NowMilliseconds);
    }

    /// <summary>The loop's buffers.</summary>
    public BufferPool Buffers { get; } = new();

    /// <summary>Monotonic time in milliseconds, read once per turn.</summary>
    public long NowMilliseconds { get; private set; }

    private TimerWheel Timers { get; }

    /// <summary>Arms <paramref name="timer"/> to fire after <paramref name="delayMilliseconds"/>; an armed timer is moved.</summary>
    public void Arm(LoopTimer timer, long delayMilliseconds) => Timers.Arm(timer, NowMilliseconds, delayMilliseconds);

    /// <summary>Disarms <paramref name="timer"/>.</summary>
    public void Cancel(LoopTimer timer) => Timers.Cancel(timer);

    private long ReadClock() => _time.GetTimestamp() / (_time.TimestampFrequency / 1000);
}
