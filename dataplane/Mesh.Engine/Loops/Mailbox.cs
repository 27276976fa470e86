using System.Collections.Concurrent;

using Mesh.Engine.Interop;

using Microsoft.Win32.SafeHandles;

namespace Mesh.Engine.Loops;

/// <summary>Work from other threads, and the eventfd that wakes the loop for it.</summary>
internal sealed unsafe class Mailbox : IPollSource, IDisposable
{
    private readonly ConcurrentQueue<object> _entries = new();

    // A SafeHandle: a thread that posts while the loop is disposed must never write to a reused descriptor.
    private readonly SafeFileHandle _eventFd;
    private int _signalled;

    internal Mailbox()
    {
        var fd = Libc.EventFd(0, Libc.EventFdFlags);
        if (fd < 0)
            throw new IOException($"eventfd: {Errno.Text(Errno.Last)}");
        _eventFd = new SafeFileHandle(fd, ownsHandle: true);
    }

    internal int Descriptor => (int)_eventFd.DangerousGetHandle();

    /// <summary>Adds an <see cref="Action"/> or <see cref="ILoopWork"/> from any thread.</summary>
    internal void Post(object entry)
    {
        _entries.Enqueue(entry);
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
            Signal();
    }

    /// <summary>Number of entries to run in this turn; later ones signal again.</summary>
    internal int BeginBatch()
    {
        if (Volatile.Read(ref _signalled) == 0)
            return 0;
        Interlocked.Exchange(ref _signalled, 0);
        return _entries.Count;
    }

    internal bool TryTake(out object? entry) => _entries.TryDequeue(out entry);

    // Edge-triggered: every write is a new event, so the counter is never read back.
    void IPollSource.OnReady(PollEvents events)
    {
    }

    void IPollSource.OnLoopClosed()
    {
    }

    public void Dispose() => _eventFd.Dispose();

    private void Signal()
    {
        var one = 1UL;
        try
        {
            Libc.Write(_eventFd, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The loop is gone and with it everybody who could care.
        }
    }
}
