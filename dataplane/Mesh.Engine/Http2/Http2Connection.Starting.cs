using Mesh.Engine.Http2.Frames;

namespace Mesh.Engine.Http2;

/// <content>The beginning: preface and SETTINGS, RFC 9113 §3.4.</content>
public abstract partial class Http2Connection
{
    // Far above what flow-controlled data may wait for in the output.
    private const int MaxServerOutput = 256 * 1024;

    private const ulong LivenessPing = 0x6D65_7368_6C69_7665;

    private bool _prefaceRead;
    private bool _isHeldBack;

    private void Start()
    {
        var output = Connection.Output;
        if (IsServer)
        {
            FrameWriter.Settings(
                output,
                [
                    (SettingId.MaxConcurrentStreams, Options.MaxConcurrentStreams),
                    (SettingId.InitialWindowSize, Options.StreamWindow),
                    (SettingId.MaxHeaderListSize, Options.MaxHeaderListSize),
                    (SettingId.EnableConnectProtocol, Options.AllowExtendedConnect ? 1 : 0),
                ]);
        }
        else
        {
            _prefaceRead = true;
            output.Append(FrameWriter.Preface);
            FrameWriter.Settings(
                output,
                [
                    (SettingId.EnablePush, 0),
                    (SettingId.InitialWindowSize, Options.StreamWindow),
                    (SettingId.MaxHeaderListSize, Options.MaxHeaderListSize),
                ]);
        }
        if (Options.ConnectionWindow > InitialWindow)
        {
            FrameWriter.WindowUpdate(output, 0, Options.ConnectionWindow - InitialWindow);
            _receiveWindow.Resize(Options.ConnectionWindow - InitialWindow);
        }
        Connection.ScheduleFlush();
        // A client's connection may only be on the way.
        if (IsServer)
            AwaitSettings();
        Schedule();
    }

    private void AwaitSettings()
    {
        if (!Peer.Received)
            Connection.Loop.Arm(_deadline, (long)Options.PrefaceTimeout.TotalMilliseconds);
    }

    private void Read()
    {
        if (_isClosing)
        {
            Connection.Input.Clear();
            return;
        }
        if (!_prefaceRead && !TryReadPreface())
            return;
        _reader.Read(Connection.Input);
        HoldBackReading();
        if (HasIncompleteFrame)
            _frameDeadline.NoteIncomplete();
    }

    private bool TryReadPreface()
    {
        var preface = FrameWriter.Preface;
        Span<byte> received = stackalloc byte[preface.Length];
        received = received[..Connection.Input.Peek(received)];
        if (!preface.StartsWith(received))
        {
            Fail(Http2ErrorCode.ProtocolError, "not an HTTP/2 preface"u8);
            return false;
        }
        _prefaceRead = received.Length == preface.Length;
        if (_prefaceRead)
            Connection.Input.Consume(preface.Length);
        return _prefaceRead;
    }

    // Frames that are not flow-controlled could fill the memory of a server whose client does not read. Only servers do this:
    // when both sides wait for the other to read, neither goes on.
    private void HoldBackReading()
    {
        if (!IsServer || _isHeldBack || _isClosing || Connection.Output.Length <= MaxServerOutput)
            return;
        _isHeldBack = true;
        _stalls.Start();
        Connection.PauseReading();
    }

    /// <summary>Asks the peer for a sign of life.</summary>
    internal void SendProbe()
    {
        FrameWriter.Ping(Connection.Output, LivenessPing, ack: false);
        Connection.ScheduleFlush();
    }

    private void OnDeadline()
    {
        if (!Peer.Received)
            Fail(Http2ErrorCode.SettingsTimeout, "no SETTINGS in time"u8, Http2Breach.SettingsTimeout);
        else if (_drain == DrainPhase.Announced)
            EndDrain();
    }
}
