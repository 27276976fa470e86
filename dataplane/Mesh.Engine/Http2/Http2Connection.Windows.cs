using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>
/// What the peer may send: windows that start small and grow with use. A stream's window is never more than half of the connection's,
/// and what the connection's has beyond its start is reserved from the budget; so the budget bounds what all streams leave unread.
/// </content>
public abstract partial class Http2Connection
{
    private readonly WindowProbe _probe = new();
    private ReceiveWindow _receiveWindow;
    private long _reservedWindow;

    /// <summary>Bytes the peer may send on all streams ahead of their being consumed.</summary>
    internal int ReceiveWindowSize => _receiveWindow.Size;

    internal void AnnounceCredit(int streamId, int increment)
    {
        FrameWriter.WindowUpdate(Connection.Output, streamId, increment);
        Connection.ScheduleFlush();
    }

    /// <summary>Received bytes of the connection's window are done with.</summary>
    internal void ConsumeReceived(int count)
    {
        var withheld = Math.Clamp(_receiveWindow.Promised - _receiveWindow.Size, 0, count);
        if (withheld > 0)
        {
            _receiveWindow.Withhold(withheld);
            ReleaseWindow(withheld);
        }
        var increment = _receiveWindow.Consume(count - withheld);
        if (increment > 0 && !_isClosing)
            AnnounceCredit(0, increment);
    }

    /// <summary>Credit of the stream was announced: a good moment to find out whether its window is too small.</summary>
    internal void ProbeWindow(int streamId, in ReceiveWindow window)
    {
        if (!_probe.IsDue(Now) || !(CanGrowConnection() || CanGrowStream(window.Size)))
            return;
        _probe.Begin(streamId, window, _receiveWindow);
        FrameWriter.Ping(Connection.Output, WindowProbe.Ping, ack: false);
    }

    private protected SendWindow NewSendWindow() => new(Peer.InitialWindowSize);

    private protected ReceiveWindow NewReceiveWindow() =>
        new(_settingsToAcknowledge > 0 ? Math.Max(Options.StreamWindow, InitialWindow) : Options.StreamWindow, Options.StreamWindow);

    private bool TryReceive(int count)
    {
        if (!_receiveWindow.TryReceive(count))
        {
            Fail(Http2ErrorCode.FlowControlError, "more DATA than the connection's window allows"u8);
            return false;
        }
        // Readers that do not consume must not stop the others, as long as there is memory for both.
        if (_receiveWindow.Available < _receiveWindow.Size / 4)
            TryDoubleConnection();
        return true;
    }

    private bool CanGrowConnection() => _receiveWindow.Size < Options.MaxConnectionWindow && !Options.WindowBudget.IsUsedUp;

    private bool CanGrowStream(int size) => size < Options.MaxStreamWindow && size * 2L <= _receiveWindow.Size / 2;

    private void OnProbeAnswered()
    {
        var grew = _probe.ShowsConnectionTooSmall(_receiveWindow) && TryDoubleConnection();
        if (Streams.Find(_probe.StreamId) is { } stream)
            grew |= TryGrow(stream);
        _probe.End(grew, Now);
    }

    private bool TryGrow(Http2Stream stream)
    {
        ref var window = ref stream.ReceiveWindow;
        if (stream.Receiving == StreamPhase.Ended || window.Size >= Options.MaxStreamWindow || !_probe.ShowsStreamTooSmall(window))
            return false;
        var size = (int)Math.Min(window.Size * 2L, Options.MaxStreamWindow);
        if (size > _receiveWindow.Size / 2 && !TryGrowConnection(size * 2L))
            return false;
        if (window.Grow(size) is var increment and > 0)
            AnnounceCredit(stream.Id, increment);
        return true;
    }

    private bool TryDoubleConnection() =>
        CanGrowConnection() && TryGrowConnection(Math.Min(_receiveWindow.Size * 2L, Options.MaxConnectionWindow));

    private bool TryGrowConnection(long size)
    {
        var reserve = Math.Max(0, size - _receiveWindow.Promised);
        if (size > Options.MaxConnectionWindow || !Options.WindowBudget.TryReserve(reserve))
            return false;
        _reservedWindow += reserve;
        if (_receiveWindow.Grow((int)size) is var increment and > 0)
            AnnounceCredit(0, increment);
        return true;
    }

    // Nobody uses what the window grew to. It grows back without cost if that was too early.
    private void ShrinkWindow()
    {
        if (_receiveWindow.Size > Options.ConnectionWindow)
            _receiveWindow.Shrink(Options.ConnectionWindow);
    }

    private void ReleaseWindow(long count)
    {
        count = Math.Min(count, _reservedWindow);
        _reservedWindow -= count;
        Options.WindowBudget.Release(count);
    }
}
