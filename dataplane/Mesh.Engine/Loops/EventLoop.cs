using Mesh.Engine.Buffers;

namespace Mesh.Engine.Loops;

/// <summary>
/// One thread, one epoll instance and everything that belongs to it: connections, buffers, timers. Members without a note
/// are used on the loop's thread only (before it runs: on one thread at a time).
/// </summary>
/// <remarks>
/// A turn: read the clock; wait; descriptor events; posted work; timers; then, until nothing is left (at most
/// <see cref="MaxRounds"/> times, so that nobody starves the others), deferred work and flushes.
/// An exception from a callback never ends the loop: it is reported by <see cref="UnhandledError"/>.
/// </remarks>
public sealed partial class EventLoop : IDisposable
{
    private readonly TimeProvider _time;
    private readonly PollTable _polls = new();
    private readonly Mailbox _mailbox = new();
    private readonly TimerWheel _timers;
    private readonly LoopTimer _trim;
    private Thread? _thread;
    private volatile bool _stopping;
    private bool _disposed;

    /// <summary>Creates a loop; it does nothing until it runs.</summary>
    /// <exception cref="IOException">The process has no descriptors left.</exception>
    public EventLoop(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        ReadClock();
        _timers = new TimerWheel(NowMilliseconds);
        _trim = new LoopTimer(TrimBuffers);
        _polls.Add(_mailbox.Descriptor, _mailbox);
        Shortage = new BufferShortage(this, _polls);
    }

    /// <summary>An exception left a callback. Raised on the loop; the connection concerned, if any, is aborted.</summary>
    public event Action<Exception>? UnhandledError;

    /// <summary>The loop's buffers.</summary>
    public BufferPool Buffers { get; } = new();

    /// <summary>What happens when <see cref="Buffers"/> are at their limit.</summary>
    public BufferShortage Shortage { get; }

    /// <summary>Monotonic time in milliseconds, read once per turn.</summary>
    public long NowMilliseconds { get; private set; }

    /// <summary>Monotonic time in nanoseconds, read once per turn: when what happens in this turn became known.</summary>
    public long NowNanoseconds { get; private set; }

    /// <summary>Open sockets: listeners, datagram sockets and connections, also those that are still closing.</summary>
    public int OpenSockets => _polls.Count - 1;

    /// <summary>Arms <paramref name="timer"/> to fire after <paramref name="delayMilliseconds"/>; an armed timer is moved.</summary>
    public void Arm(LoopTimer timer, long delayMilliseconds) => _timers.Arm(timer, NowMilliseconds, delayMilliseconds);

    /// <summary>Disarms <paramref name="timer"/>.</summary>
    public void Cancel(LoopTimer timer) => _timers.Cancel(timer);

    /// <summary>Runs <paramref name="action"/> on the loop. Any thread. Dropped when the loop never runs again.</summary>
    public void Post(Action action) => _mailbox.Post(action);

    /// <summary>Runs <paramref name="work"/> on the loop without allocating. Any thread. Dropped when the loop never runs again.</summary>
    public void Post(ILoopWork work) => _mailbox.Post(work);

    /// <summary>Runs <paramref name="work"/> later in this turn, before output is sent; never inside this call.</summary>
    public void Defer(ILoopWork work) => _deferred.Add(work);

    /// <summary>Calls <see cref="IFlushTarget.Flush"/> at the end of this turn; never inside this call.</summary>
    public void DeferFlush(IFlushTarget target) => _dirty.Add(target);

    /// <summary>Runs turns on the calling thread until <see cref="Stop"/>.</summary>
    public void Run()
    {
        while (!_stopping)
            RunOnce(-1);
    }

    /// <summary>Runs turns on a background thread of its own until <see cref="Stop"/>.</summary>
    public void Start(string threadName)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _thread = new Thread(Run) { IsBackground = true, Name = threadName };
        _thread.Start();
    }

    /// <summary>Lets the current turn be the last. Any thread.</summary>
    public void Stop()
    {
        _stopping = true;
        _mailbox.Post(static () => { });
    }

    /// <summary>Stops the loop, waits for its thread and closes everything it owns: connections are aborted. Not on the loop's thread.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Stop();
        _thread?.Join();
        _polls.CloseAll();
        _mailbox.Dispose();
        _polls.Dispose();
        Buffers.Dispose();
    }

    /// <summary>Runs <paramref name="work"/> at the start of the next turn, which does not wait.</summary>
    internal void Carry(ILoopWork work) => _carried.Add(work);

    internal ulong Watch(int fd, IPollSource source) => _polls.Add(fd, source);

    internal void Unwatch(ulong token, int fd) => _polls.Remove(token, fd);

    internal IEnumerable<IPollSource> Sources => _polls.Sources;

    internal void Report(Exception error) => UnhandledError?.Invoke(error);
}
