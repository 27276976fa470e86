using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>Flow control, RFC 9113 §5.2 and §6.9.</content>
public abstract partial class Http2Connection
{
    private ReceiveWindow _receiveWindow;

    /// <inheritdoc/>
    void IFrameHandler.OnWindowUpdate(int streamId, int increment)
    {
        if (!_floods.AllowsWindowUpdate(Now))
            Fail(Http2ErrorCode.EnhanceYourCalm, "too many WINDOW_UPDATE frames"u8);
        else if (streamId == 0)
            GrowConnectionWindow(increment);
        else if (Streams.Find(streamId) is { } stream)
            GrowStreamWindow(stream, increment);
        else if (IsIdle(streamId))
            Fail(Http2ErrorCode.ProtocolError, "WINDOW_UPDATE on an idle stream"u8);
    }

    internal void AnnounceCredit(int streamId, int increment)
    {
        FrameWriter.WindowUpdate(Connection.Output, streamId, increment);
        Connection.ScheduleFlush();
    }

    /// <summary>Received bytes of the connection's window are done with.</summary>
    internal void ConsumeReceived(int count)
    {
        var increment = _receiveWindow.Consume(count);
        if (increment > 0 && !_isClosing)
            AnnounceCredit(0, increment);
    }

    private protected SendWindow NewSendWindow() => new(Peer.InitialWindowSize);

    private protected ReceiveWindow NewReceiveWindow() =>
        new(_settingsToAcknowledge > 0 ? Math.Max(Options.StreamWindow, InitialWindow) : Options.StreamWindow, Options.StreamWindow);

    private bool TryReceive(int count)
    {
        if (_receiveWindow.TryReceive(count))
            return true;
        Fail(Http2ErrorCode.FlowControlError, "more DATA than the connection's window allows"u8);
        return false;
    }

    private bool TryResizeSendWindows(long delta)
    {
        if (delta == 0)
            return true;
        foreach (var stream in Streams.Open)
        {
            if (!stream.Window.TryChange(delta))
                return false;
            Scheduler.Enqueue(stream);
        }
        return true;
    }

    private void GrowConnectionWindow(int increment)
    {
        if (increment == 0)
            Fail(Http2ErrorCode.ProtocolError, "WINDOW_UPDATE of 0"u8);
        else if (Scheduler.TryGrowWindow(increment))
            Scheduler.Pump();
        else
            Fail(Http2ErrorCode.FlowControlError, "the connection's window exceeds 2^31-1"u8);
    }

    private void GrowStreamWindow(Http2Stream stream, int increment)
    {
        if (increment == 0)
            BreakStream(stream, Http2ErrorCode.ProtocolError);
        else if (!stream.Window.TryChange(increment))
            BreakStream(stream, Http2ErrorCode.FlowControlError);
        else
        {
            Scheduler.Enqueue(stream);
            Scheduler.Pump();
        }
    }
}
