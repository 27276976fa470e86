using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>The receiving direction.</content>
internal sealed partial class Http2Stream
{
    private const int MaxInterimResponses = 64;

    private ReceiveWindow _receiveWindow;
    private HeaderBlock? _trailers;
    private long _bodyLeft;
    private int _interims;
    private bool _responseStarted;
    private bool _stopsReceiving;

    /// <inheritdoc/>
    public override void Consumed(int count)
    {
        if (!IsLive)
            return;
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        count = Math.Min(count, _receiveWindow.Unconsumed);
        var increment = _receiveWindow.Consume(count);
        if (increment > 0 && Receiving != StreamPhase.Ended)
        {
            _connection.AnnounceCredit(Id, increment);
            _connection.ProbeWindow(Id, _receiveWindow);
        }
        _connection.ConsumeReceived(count);
    }

    /// <summary>What the peer may send on this stream; changed in place.</summary>
    internal ref ReceiveWindow ReceiveWindow => ref _receiveWindow;

    /// <summary>The final head came. Delivers it.</summary>
    /// <param name="bodyLength">Bytes that have to follow; -1 when not known.</param>
    /// <param name="endStream">Whether nothing follows.</param>
    internal void OnHead(long bodyLength, bool endStream)
    {
        _responseStarted = true;
        _bodyLeft = bodyLength;
        Receiving = endStream ? StreamPhase.Ended : StreamPhase.Body;
        DeliverHead(endStream);
    }

    /// <summary>An interim head came; false when it is too many.</summary>
    internal bool TryTakeInterim()
    {
        if (++_interims > MaxInterimResponses)
            return false;
        _responseStarted = true;
        DeliverHead(endStream: false);
        return true;
    }

    /// <summary>Takes data into account and delivers it; a result other than <see cref="Http2ErrorCode.NoError"/> is a stream error.</summary>
    internal Http2ErrorCode OnData(ReadOnlySpan<byte> data, int padding, bool endStream)
    {
        if (Receiving == StreamPhase.Ended)
            return Http2ErrorCode.StreamClosed;
        if (!_receiveWindow.TryReceive(data.Length + padding))
            return Http2ErrorCode.FlowControlError;
        if (Receiving == StreamPhase.Head || !TryTakeBody(data.Length, endStream))
            return Http2ErrorCode.ProtocolError;
        if (endStream)
            Receiving = StreamPhase.Ended;
        if (!IsLive)
        {
            // Nobody will consume it; the stream's own window stays used up, so the peer stops.
            ReleaseUnconsumed();
            Settle();
            return Http2ErrorCode.NoError;
        }
        if (padding > 0)
            Consumed(padding);
        if (data.IsEmpty && !endStream)
            return Http2ErrorCode.NoError;
        _calls++;
        Handler!.OnData(this, data, endStream);
        _calls--;
        AfterCall();
        return Http2ErrorCode.NoError;
    }

    /// <summary>Trailers came. Delivers them; false when the body was too short.</summary>
    internal bool TryTakeTrailers()
    {
        if (!TryTakeBody(0, endStream: true))
            return false;
        Receiving = StreamPhase.Ended;
        if (IsLive)
        {
            _calls++;
            HttpHandler.OnTrailers(this, Trailers);
            _calls--;
        }
        AfterCall();
        return true;
    }

    /// <summary>The peer learned of this side's initial window.</summary>
    internal void ResizeReceiveWindow(int delta) => _receiveWindow.Resize(delta);

    /// <summary>Gives the connection's window back what was not consumed and will not be.</summary>
    internal void ReleaseUnconsumed()
    {
        var count = _receiveWindow.Unconsumed;
        _receiveWindow.Consume(count);
        _connection.ConsumeReceived(count);
    }

    private void BeginReceiving()
    {
        Receiving = StreamPhase.Head;
        _bodyLeft = -1;
        _interims = 0;
        _responseStarted = _stopsReceiving = false;
    }

    private void DeliverHead(bool endStream)
    {
        _calls++;
        HttpHandler.OnHeaders(this, Head, endStream);
        _calls--;
        AfterCall();
    }

    // RFC 9113 §8.1.1: the body has to have the length that the head promised.
    private bool TryTakeBody(int count, bool endStream)
    {
        if (_bodyLeft < 0)
            return true;
        _bodyLeft -= count;
        return _bodyLeft == 0 || (_bodyLeft > 0 && !endStream);
    }

    private void AfterCall()
    {
        if (_isOpen)
            Settle();
        else
            Rest();
    }
}
