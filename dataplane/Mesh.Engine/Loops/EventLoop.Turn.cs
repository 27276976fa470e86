using System.Diagnostics;

namespace Mesh.Engine.Loops;

/// <content>A turn, in its order.</content>
public sealed partial class EventLoop
{
    private const int MaxRounds = 8;
    private const int TrimIntervalMilliseconds = 1000;
    private const int KeptIdleBlocks = 4;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly TurnQueue<ILoopWork> _deferred = new();
    private readonly TurnQueue<ILoopWork> _carried = new();
    private readonly TurnQueue<IFlushTarget> _dirty = new();

    /// <summary>Runs one turn. Waits at most <paramref name="timeoutMilliseconds"/> for the first event; -1 waits for ever.</summary>
    public void RunOnce(int timeoutMilliseconds)
    {
        ReadClock();
        var events = _polls.Wait(WaitTime(timeoutMilliseconds));
        ReadClock();
        RunWork(_carried);
        DispatchEvents(events);
        RunPosted();
        AdvanceTimers();
        for (var round = 0; round < MaxRounds && _deferred.Count + _dirty.Count > 0; round++)
        {
            RunWork(_deferred);
            FlushDirty();
        }
        if (!_trim.IsArmed && Buffers.IdleBlocks > KeptIdleBlocks)
            Arm(_trim, TrimIntervalMilliseconds);
    }

    private void ReadClock()
    {
        var timestamp = _time.GetTimestamp();
        var frequency = _time.TimestampFrequency;
        NowMilliseconds = timestamp / (frequency / 1000);
        NowNanoseconds = frequency == NanosecondsPerSecond ? timestamp : (long)(timestamp * (NanosecondsPerSecond / (double)frequency));
    }

    private int WaitTime(int limit)
    {
        if (_stopping || _carried.Count + _deferred.Count + _dirty.Count > 0)
            return 0;
        var timer = _timers.NextDelay(NowMilliseconds);
        return timer < 0 ? limit : limit < 0 ? timer : Math.Min(timer, limit);
    }

    private void DispatchEvents(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (_polls.TryGetEvent(i, out var events) is { } source)
                Guarded.OnReady(this, source, events);
        }
    }

    private void RunPosted()
    {
        for (var left = _mailbox.BeginBatch(); left > 0 && _mailbox.TryTake(out var entry); left--)
            Guarded.RunPosted(this, entry!);
    }

    private void RunWork(TurnQueue<ILoopWork> queue)
    {
        foreach (ref var work in queue.TakeBatch())
        {
            Guarded.Run(this, work.Value!);
            work.Value = null;
        }
    }

    private void FlushDirty()
    {
        foreach (ref var target in _dirty.TakeBatch())
        {
            Guarded.Flush(this, target.Value!);
            target.Value = null;
        }
    }

    private void AdvanceTimers()
    {
        while (!Guarded.Advance(this, _timers))
        {
        }
    }

    private void TrimBuffers()
    {
        Buffers.TrimUnused(KeptIdleBlocks);
        Debug.Assert(Buffers.IdleBlocks >= 0);
    }
}
