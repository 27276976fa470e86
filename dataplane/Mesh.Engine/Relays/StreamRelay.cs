using Mesh.Engine.Http;
using Mesh.Engine.Loops;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Relays;

/// <summary>Copies bytes between two streams in both directions with backpressure, half-close and reset propagation.</summary>
public sealed class StreamRelay : IHttpStreamHandler
{
    private readonly ByteStream _a;
    private readonly ByteStream _b;
    private readonly Action<StreamRelay> _onDone;
    private readonly EventLoop _loop;
    private readonly LoopTimer _idle;
    private readonly long _idleMilliseconds;
    private Direction _fromA;
    private Direction _fromB;
    private long _lastActivity;
    private bool _isDone;

    /// <summary>Joins the two streams; both deliver to this relay from now on.</summary>
    /// <param name="loop">The loop of both streams.</param>
    /// <param name="a">One side.</param>
    /// <param name="b">The other side.</param>
    /// <param name="idleTimeout">Without a byte either way for this long both are reset; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    /// <param name="onDone">Called once, when both directions have ended.</param>
    public StreamRelay(EventLoop loop, ByteStream a, ByteStream b, TimeSpan idleTimeout, Action<StreamRelay> onDone)
    {
        _loop = loop;
        _a = a;
        _b = b;
        _onDone = onDone;
        _idleMilliseconds = (long)idleTimeout.TotalMilliseconds;
        _lastActivity = loop.NowMilliseconds;
        _idle = new LoopTimer(OnIdleTimer);
        if (_idleMilliseconds >= 0)
            loop.Arm(_idle, _idleMilliseconds);
        a.Handler = this;
        b.Handler = this;
    }

    /// <summary>Bytes that went from the first to the second stream.</summary>
    public long BytesFromA => _fromA.Bytes;

    /// <summary>Bytes that went from the second to the first stream.</summary>
    public long BytesFromB => _fromB.Bytes;

    /// <summary>Why the relay ended early; null when both sides ended in good order.</summary>
    public StreamError? Error { get; private set; }

    /// <summary>Resets both sides.</summary>
    public void Abort(StreamError error)
    {
        if (_isDone)
            return;
        _a.Reset(error);
        _b.Reset(error);
        Finish(error);
    }

    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (ReferenceEquals(stream, _a))
            Forward(ref _fromA, _a, _b, data, endStream);
        else
            Forward(ref _fromB, _b, _a, data, endStream);
    }

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream)
    {
        if (ReferenceEquals(stream, _b))
            Settle(ref _fromA, _a);
        else
            Settle(ref _fromB, _b);
    }

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error)
    {
        if (_isDone)
            return;
        (ReferenceEquals(stream, _a) ? _b : _a).Reset(error);
        Finish(error);
    }

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        if (endStream)
            OnData(stream, default, endStream: true);
    }

    /// <inheritdoc/>
    public void OnTrailers(HttpStream stream, HeaderBlock trailers) => OnData(stream, default, endStream: true);

    private static void Settle(ref Direction direction, ByteStream source)
    {
        var debt = direction.Debt;
        direction.Debt = 0;
        if (debt > 0)
            source.Consumed(debt);
    }

    private void Forward(ref Direction direction, ByteStream source, ByteStream target, ReadOnlySpan<byte> data, bool endStream)
    {
        if (_isDone)
            return;
        _lastActivity = _loop.NowMilliseconds;
        direction.Bytes += data.Length;
        direction.Ended |= endStream;
        target.SendData(data, endStream);
        direction.Debt += data.Length;
        if (target.SendCapacity > 0)
            Settle(ref direction, source);
        if (_fromA.Ended && _fromB.Ended)
            Finish(null);
    }

    private void OnIdleTimer()
    {
        var idleFor = _loop.NowMilliseconds - _lastActivity;
        if (idleFor >= _idleMilliseconds)
            Abort(StreamError.Timeout);
        else
            _loop.Arm(_idle, _idleMilliseconds - idleFor);
    }

    private void Finish(StreamError? error)
    {
        if (_isDone)
            return;
        _isDone = true;
        Error = error;
        _loop.Cancel(_idle);
        _onDone(this);
    }

    private struct Direction
    {
        public long Bytes;
        public int Debt;
        public bool Ended;
    }
}
