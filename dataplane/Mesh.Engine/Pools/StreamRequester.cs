using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Pools;

/// <summary>
/// Who wants streams to upstreams, one after the other. Each question is answered once or withdrawn; an answer to an earlier question than
/// the current one reaches nobody, whatever the pool it was asked does.
/// </summary>
public abstract class StreamRequester
{
    private StreamPool? _pool;
    private long _question;
    private bool _isQueued;

    /// <summary>Receives the stream's events from its first moment.</summary>
    protected abstract IHttpStreamHandler StreamHandler { get; }

    /// <summary>Whether the request is an upgrade, which in HTTP/2 only some servers take (RFC 8441). Default false.</summary>
    protected virtual bool IsUpgrade => false;

    /// <summary>Whether a question was asked that has no answer yet.</summary>
    protected bool IsAsking => _pool is not null;

    /// <summary>Asks for a stream; exactly one of the callbacks follows, possibly during the call, unless it is withdrawn before.</summary>
    /// <exception cref="InvalidOperationException">The question before has no answer yet.</exception>
    protected void Ask(StreamPool pool)
    {
        if (_pool is not null)
            throw new InvalidOperationException("One question at a time.");
        _pool = pool;
        pool.Open(new StreamTicket(this, _question));
    }

    /// <summary>Takes the question back; does nothing when it was answered.</summary>
    protected void Withdraw() => End();

    /// <summary>The stream is there; its head may be sent.</summary>
    protected abstract void OnStreamOpened(HttpStream stream);

    /// <summary>No stream could be had. Nothing was sent.</summary>
    /// <param name="error">Why.</param>
    /// <param name="detail">A text for logs; null when there is none.</param>
    protected abstract void OnStreamFailed(StreamError error, string? detail);

    internal IHttpStreamHandler Handler => StreamHandler;

    internal bool WantsUpgrade => IsUpgrade;

    internal bool IsAt(long question) => _pool is not null && _question == question;

    internal void OnQueued() => _isQueued = true;

    internal void Take(HttpStream stream)
    {
        End();
        OnStreamOpened(stream);
    }

    internal void Take(StreamError error, string? detail)
    {
        End();
        OnStreamFailed(error, detail);
    }

    private void End()
    {
        if (_pool is not { } pool)
            return;
        _pool = null;
        _question++;
        if (_isQueued)
            pool.OnSettled();
        _isQueued = false;
    }
}
