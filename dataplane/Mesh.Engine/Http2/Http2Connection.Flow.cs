using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>What the peer lets this side send, RFC 9113 §5.2 and §6.9.</content>
public abstract partial class Http2Connection
{
    /// <inheritdoc/>
    void IFrameHandler.OnWindowUpdate(int streamId, int increment)
    {
        if (!_floods.AllowsWindowUpdate(Now))
            Fail(Http2ErrorCode.EnhanceYourCalm, "too many WINDOW_UPDATE frames"u8, Http2Breach.WindowUpdateFlood);
        else if (_floods.HasTinyWindows)
            Fail(Http2ErrorCode.EnhanceYourCalm, "windows of a few bytes"u8, Http2Breach.TinyWindow);
        else if (streamId == 0)
            GrowConnectionWindow(increment);
        else if (Streams.Find(streamId) is { } stream)
            GrowStreamWindow(stream, increment);
        else if (IsIdle(streamId))
            Fail(Http2ErrorCode.ProtocolError, "WINDOW_UPDATE on an idle stream"u8);
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
