using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Pools;

/// <summary>A loop's connections to one upstream. Answers come while it is asked or later, on the loop.</summary>
public abstract class StreamPool
{
    private readonly WaitingTickets _waiting = new();
    private readonly EventLoop _loop;
    private readonly PoolOptions _options;
    private readonly LoopTimer _late;

    /// <summary>Creates a pool without any connection.</summary>
    protected StreamPool(EventLoop loop, PoolOptions options)
    {
        _loop = loop;
        _options = options;
        _late = new LoopTimer(FailLate);
    }

    /// <summary>Exchanges in progress on all connections.</summary>
    public abstract int ActiveStreams { get; }

    /// <summary>Connections, those being established included.</summary>
    public abstract int Connections { get; }

    /// <summary>Requests without a stream yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Nothing is in progress and nothing is open: the pool may be forgotten.</summary>
    public bool IsEmpty => Connections == 0 && Waiting == 0;

    /// <summary>Whether <see cref="Drain"/> was called.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Uses its connections for what is waiting and in progress only; each closes when its last exchange ends.</summary>
    public void Drain()
    {
        IsDraining = true;
        OnDrain();
    }

    /// <summary>Gives a stream of an existing connection to a ticket that is live; false when none has room.</summary>
    protected abstract bool TryOpen(in StreamTicket ticket);

    /// <summary>Begins connections when those that are being established are too few for what is waiting.</summary>
    protected abstract void EnsureConnecting();

    /// <summary>Closes what is idle.</summary>
    protected abstract void OnDrain();

    /// <summary>Requests waited for the whole of their time.</summary>
    protected virtual void OnStarved()
    {
    }

    /// <summary>Begins a connection.</summary>
    protected Connection Connect() => _options.Connect(NoHandler.Instance);

    /// <summary>Serves waiting requests, oldest first, while there is room.</summary>
    protected void ServeWaiting()
    {
        while (_waiting.TryPeek(out var oldest, out _))
        {
            if (TryOpen(in oldest))
                continue;
            EnsureConnecting();
            return;
        }
    }

    /// <summary>Fails waiting requests, at most <paramref name="count"/> of them, oldest first.</summary>
    protected void FailWaiting(int count, StreamError error, string? detail)
    {
        for (var i = 0; i < count && _waiting.TryPeek(out var oldest, out _); i++)
            oldest.Fail(error, detail);
    }

    internal void Open(in StreamTicket ticket)
    {
        if (Waiting == 0 && TryOpen(in ticket))
            return;
        _waiting.Add(in ticket, _loop.NowMilliseconds);
        if (!_late.IsArmed && _options.WaitMilliseconds < long.MaxValue)
            _loop.Arm(_late, _options.WaitMilliseconds);
        EnsureConnecting();
    }

    internal void OnSettled()
    {
        _waiting.OnSettled();
        if (Waiting == 0)
            _loop.Cancel(_late);
    }

    private void FailLate()
    {
        var limit = _loop.NowMilliseconds - _options.WaitMilliseconds;
        if (_waiting.TryPeek(out _, out var since) && since <= limit)
            OnStarved();
        while (_waiting.TryPeek(out var oldest, out since) && since <= limit)
            oldest.Fail(StreamError.ConnectTimeout, $"no stream within {_options.WaitMilliseconds} ms");
        if (Waiting == 0)
            return;
        _loop.Arm(_late, Math.Max(1, since - limit));
        EnsureConnecting();
    }
}
