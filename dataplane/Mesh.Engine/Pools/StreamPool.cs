using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Pools;

/// <summary>Who wants a stream to an upstream.</summary>
public interface IStreamRequester
{
    /// <summary>Receives the stream's events from its first moment.</summary>
    IHttpStreamHandler StreamHandler { get; }

    /// <summary>Whether the request is an upgrade, which in HTTP/2 only some servers take (RFC 8441). Default false.</summary>
    bool IsUpgrade => false;

    /// <summary>The stream is there; its head may be sent.</summary>
    void OnStreamOpened(HttpStream stream);

    /// <summary>No stream could be had. Nothing was sent.</summary>
    /// <param name="error">Why.</param>
    /// <param name="detail">A text for logs; null when there is none.</param>
    void OnStreamFailed(StreamError error, string? detail);
}

/// <summary>A loop's connections to one upstream. Answers come during <see cref="Open"/> or later, on the loop.</summary>
public abstract class StreamPool
{
    private readonly List<IStreamRequester> _waiting = [];

    /// <summary>Exchanges in progress on all connections.</summary>
    public abstract int ActiveStreams { get; }

    /// <summary>Connections, those being established included.</summary>
    public abstract int Connections { get; }

    /// <summary>Requests without a stream yet.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Nothing is in progress and nothing is open: the pool may be forgotten.</summary>
    public bool IsEmpty => Connections == 0 && _waiting.Count == 0;

    /// <summary>Whether <see cref="Drain"/> was called.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Asks for a stream; exactly one of the requester's callbacks follows, unless cancelled.</summary>
    public void Open(IStreamRequester requester)
    {
        if (_waiting.Count == 0 && TryOpen(requester))
            return;
        _waiting.Add(requester);
        EnsureConnecting();
    }

    /// <summary>Withdraws a request that was not answered yet; does nothing when it was.</summary>
    public void Cancel(IStreamRequester requester) => _waiting.Remove(requester);

    /// <summary>Uses its connections for what is waiting and in progress only; each closes when its last exchange ends.</summary>
    public void Drain()
    {
        IsDraining = true;
        OnDrain();
    }

    /// <summary>Gives a stream of an existing connection; false when none has room.</summary>
    protected abstract bool TryOpen(IStreamRequester requester);

    /// <summary>Begins a connection when those that are being established are too few for what is waiting.</summary>
    protected abstract void EnsureConnecting();

    /// <summary>Closes what is idle.</summary>
    protected abstract void OnDrain();

    /// <summary>Serves waiting requests, oldest first, while there is room.</summary>
    protected void ServeWaiting()
    {
        while (_waiting.Count > 0)
        {
            var next = _waiting[0];
            _waiting.RemoveAt(0);
            if (TryOpen(next))
                continue;
            _waiting.Insert(0, next);
            EnsureConnecting();
            return;
        }
    }

    /// <summary>Fails waiting requests, at most <paramref name="count"/> of them, oldest first.</summary>
    protected void FailWaiting(int count, StreamError error, string? detail)
    {
        for (var i = 0; i < count && _waiting.Count > 0; i++)
        {
            var next = _waiting[0];
            _waiting.RemoveAt(0);
            next.OnStreamFailed(error, detail);
        }
    }
}
