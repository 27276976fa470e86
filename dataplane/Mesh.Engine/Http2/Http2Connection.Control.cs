using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>Frames that control the connection and flow, RFC 9113 §6.</content>
public abstract partial class Http2Connection
{
    private ReceiveWindow _receiveWindow;
    private int _settingsToAcknowledge = 1;

    /// <inheritdoc/>
    void IFrameHandler.OnRstStream(int streamId, Http2ErrorCode code)
    {
        if (Streams.Find(streamId) is { } stream)
        {
            Remove(stream, StreamErrorCodes.ToStreamError(code));
            CountReset();
        }
        else if (IsIdle(streamId))
            Fail(Http2ErrorCode.ProtocolError, "RST_STREAM on an idle stream"u8);
        else
            AllowsControl();
    }

    /// <inheritdoc/>
    void IFrameHandler.OnSettings(ReadOnlySpan<byte> entries)
    {
        if (!AllowsControl())
            return;
        var isFirst = !Peer.Received;
        var window = Peer.InitialWindowSize;
        var error = Peer.Apply(entries);
        if (error == Http2ErrorCode.NoError && !TryResizeSendWindows(Peer.InitialWindowSize - (long)window))
            error = Http2ErrorCode.FlowControlError;
        if (error != Http2ErrorCode.NoError)
        {
            Fail(error, "invalid SETTINGS"u8);
            return;
        }
        _headWriter.LimitTable(Peer.HeaderTableSize);
        FrameWriter.SettingsAck(Connection.Output);
        Connection.ScheduleFlush();
        if (isFirst)
            OnFirstSettings();
        OnLimitsChanged();
        Scheduler.Pump();
    }

    /// <inheritdoc/>
    void IFrameHandler.OnSettingsAck()
    {
        if (--_settingsToAcknowledge < 0)
        {
            Fail(Http2ErrorCode.ProtocolError, "acknowledgement of SETTINGS that were not sent"u8);
            return;
        }
        // Only now the peer knows a window that is smaller than the protocol's.
        if (Options.StreamWindow >= InitialWindow)
            return;
        foreach (var stream in Streams.Open)
            stream.ResizeReceiveWindow(Options.StreamWindow - InitialWindow);
    }

    /// <inheritdoc/>
    void IFrameHandler.OnPing(ulong opaque, bool ack)
    {
        if (ack)
        {
            if (opaque == DrainPing && _drain == DrainPhase.Announced)
                EndDrain();
            return;
        }
        if (!AllowsControl())
            return;
        FrameWriter.Ping(Connection.Output, opaque, ack: true);
        Connection.ScheduleFlush();
    }

    /// <inheritdoc/>
    void IFrameHandler.OnGoAway(int lastStreamId, Http2ErrorCode code, ReadOnlySpan<byte> debug)
    {
        if (AllowsControl())
            OnGoAway(lastStreamId);
    }

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

    /// <inheritdoc/>
    void IFrameHandler.OnIgnored() => AllowsControl();

    /// <inheritdoc/>
    void IFrameHandler.OnStreamError(int streamId, Http2ErrorCode code)
    {
        if (Streams.Find(streamId) is { } stream)
            BreakStream(stream, code);
        else if (IsIdle(streamId))
            Fail(code, "an invalid frame on an idle stream"u8);
        else if (AllowsControl())
            SendReset(streamId, code);
    }

    /// <inheritdoc/>
    void IFrameHandler.OnConnectionError(Http2ErrorCode code, ReadOnlySpan<byte> reason) => Fail(code, reason);

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

    /// <summary>GOAWAY came.</summary>
    private protected abstract void OnGoAway(int lastStreamId);

    /// <summary>Whether a stream of the peer is above what the final GOAWAY of this side allows.</summary>
    private protected virtual bool IsBeyondGoAway(int streamId) => false;

    /// <summary>The peer's SETTINGS changed.</summary>
    private protected virtual void OnLimitsChanged()
    {
    }

    private protected SendWindow NewSendWindow() => new(Peer.InitialWindowSize);

    private protected ReceiveWindow NewReceiveWindow() =>
        new(_settingsToAcknowledge > 0 ? Math.Max(Options.StreamWindow, InitialWindow) : Options.StreamWindow, Options.StreamWindow);

    private void OnFirstSettings()
    {
        Connection.Loop.Cancel(_deadline);
        _liveness.Start();
        if (_drain == DrainPhase.Announced)
            Connection.Loop.Arm(_deadline, DrainDelayMilliseconds);
    }

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

    private bool AllowsControl()
    {
        if (_floods.AllowsControl(Now))
            return true;
        Fail(Http2ErrorCode.EnhanceYourCalm, "too many frames without use"u8);
        return false;
    }
}
