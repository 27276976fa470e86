using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <content>Writing: once per loop turn, everything that was gathered.</content>
internal sealed unsafe partial class SocketConnection
{
    private const int MaxVectors = 16;

    private bool _writable;
    private bool _writeWantsRead;
    private bool _flushScheduled;
    private bool _aboveHigh;
    private bool _outputEnding;
    private bool _outputEnded;

    public override void ScheduleFlush()
    {
        if (_flushScheduled || IsClosed)
            return;
        _flushScheduled = true;
        Loop.DeferFlush(this);
    }

    public override void CloseOutput()
    {
        _outputEnding = true;
        ScheduleFlush();
    }

    void Loops.IFlushTarget.Flush()
    {
        _flushScheduled = false;
        Raise(static connection => connection.Flush());
    }

    private void Flush()
    {
        if (_phase is Phase.Connecting or Phase.Handshaking)
        {
            if (_closing && Output.IsEmpty)
                Abort();
            return;
        }
        if (_phase != Phase.Open)
            return;
        _aboveHigh |= Output.Length > HighWatermark;
        var status = SendOutput();
        if (status is IoStatus.Reset or IoStatus.Failed or IoStatus.Truncated)
        {
            FailWrite(status);
            return;
        }
        if (Output.IsEmpty && (_outputEnding || _closing))
            EndOutput();
        if (_phase == Phase.Open && !_closing && !_outputEnding && _aboveHigh && Output.Length <= LowWatermark)
        {
            _aboveHigh = false;
            Handler.OnWritable(this);
        }
    }

    private IoStatus SendOutput()
    {
        while (!Output.IsEmpty && _writable)
        {
            var status = _channel is { } channel ? channel.Write(Output.First, out var count) : SendBlocks(out count);
            Output.Consume(count);
            switch (status)
            {
                case IoStatus.Done:
                    break;
                case IoStatus.WantWrite:
                    _writable = false;
                    break;
                case IoStatus.WantRead:
                    _writeWantsRead = true;
                    return status;
                default:
                    return status;
            }
        }
        return IoStatus.Done;
    }

    private IoStatus SendBlocks(out int count)
    {
        var vectors = stackalloc IoVector[MaxVectors];
        var used = Output.Gather(new Span<IoVector>(vectors, MaxVectors));
        return SocketDescriptor.Send(_fd, vectors, used, out count);
    }

    private void OnWritableDescriptor()
    {
        _writable = true;
        if (_readWantsWrite)
        {
            _readWantsWrite = false;
            _readable = true;
        }
        if (_phase == Phase.Open && (!Output.IsEmpty || _outputEnding || _closing) && !_outputEnded)
            ScheduleFlush();
    }

    private void EndOutput()
    {
        if (!_outputEnded)
        {
            if (_channel?.Shutdown() == IoStatus.WantWrite)
            {
                _writable = false;
                return;
            }
            _ = Libc.Shutdown(_fd, Libc.ShutdownWrite);
            _outputEnded = true;
        }
        if (_closing)
            FinishClose();
        else
            CloseIfBothEnded();
    }

    /// <summary>
    /// The peer takes no more. What it sent before may explain why (an early response), so the handler sees that first. But not
    /// the end that follows it: after a reset the kernel cannot tell whether more had been under way.
    /// </summary>
    private void FailWrite(IoStatus status)
    {
        var detail = _channel?.Error ?? Errno.Text(Errno.Last);
        Output.Clear();
        _readable = true;
        if (!_paused && !_closing && !_peeking && CanRead && Fill(out _) > 0)
            Deliver();
        if (_phase == Phase.Open)
            Terminate(status == IoStatus.Reset ? CloseReason.Reset : CloseReason.Error, $"sending: {detail}");
    }
}
