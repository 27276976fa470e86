using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>Frames that control the connection, RFC 9113 §6.</content>
public abstract partial class Http2Connection
{
    private int _settingsToAcknowledge = 1;

    /// <inheritdoc/>
    void IFrameHandler.OnRstStream(int streamId, Http2ErrorCode code)
    {
        if (Streams.Find(streamId) is { } stream)
        {
            Remove(stream, StreamErrorCodes.ToStreamError(code));
            CountReset(Http2Breach.RapidReset);
        }
        else if (IsIdle(streamId))
            Fail(Http2ErrorCode.ProtocolError, "RST_STREAM on an idle stream"u8);
        else
            AllowsControl(Http2Breach.OtherFlood);
    }

    /// <inheritdoc/>
    void IFrameHandler.OnSettings(ReadOnlySpan<byte> entries)
    {
        if (!AllowsControl(Http2Breach.SettingsFlood))
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
            else if (opaque == WindowProbe.Ping && _probe.IsOut)
                OnProbeAnswered();
            else if (opaque != LivenessPing)
                AllowsControl(Http2Breach.PingFlood);
            return;
        }
        if (!AllowsControl(Http2Breach.PingFlood))
            return;
        FrameWriter.Ping(Connection.Output, opaque, ack: true);
        Connection.ScheduleFlush();
    }

    /// <inheritdoc/>
    void IFrameHandler.OnGoAway(int lastStreamId, Http2ErrorCode code, ReadOnlySpan<byte> debug)
    {
        if (!AllowsControl(Http2Breach.OtherFlood))
            return;
        if (code != Http2ErrorCode.NoError)
            ErrorDetail ??= $"the peer sent GOAWAY ({code}): {PrintableText.From(debug)}";
        OnGoAway(lastStreamId);
    }

    /// <inheritdoc/>
    void IFrameHandler.OnIgnored(FrameType type) =>
        AllowsControl(type == FrameType.Priority ? Http2Breach.PriorityFlood : Http2Breach.OtherFlood);

    /// <inheritdoc/>
    void IFrameHandler.OnStreamError(int streamId, Http2ErrorCode code)
    {
        if (Streams.Find(streamId) is { } stream)
            BreakStream(stream, code);
        else if (IsIdle(streamId))
            Fail(code, "an invalid frame on an idle stream"u8);
        else if (AllowsControl(Http2Breach.OtherFlood))
            SendReset(streamId, code);
    }

    /// <inheritdoc/>
    void IFrameHandler.OnConnectionError(Http2ErrorCode code, ReadOnlySpan<byte> reason) =>
        Fail(code, reason, code == Http2ErrorCode.EnhanceYourCalm ? Http2Breach.ContinuationFlood : Http2Breach.Protocol);

    /// <summary>GOAWAY came.</summary>
    private protected abstract void OnGoAway(int lastStreamId);

    /// <summary>Whether a stream of the peer is above what the final GOAWAY of this side allows.</summary>
    private protected virtual bool IsBeyondGoAway(int streamId) => false;

    /// <summary>The peer's SETTINGS changed.</summary>
    private protected virtual void OnLimitsChanged()
    {
    }

    private void OnFirstSettings()
    {
        Connection.Loop.Cancel(_deadline);
        _liveness.Start();
        if (_drain == DrainPhase.Announced)
            Connection.Loop.Arm(_deadline, DrainDelayMilliseconds);
    }

    private bool AllowsControl(Http2Breach flood)
    {
        if (_floods.AllowsControl(Now))
            return true;
        Fail(Http2ErrorCode.EnhanceYourCalm, "too many frames without use"u8, flood);
        return false;
    }
}
