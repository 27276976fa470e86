using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <content>Writing: once per loop turn, everything that was gathered.</content>
internal sealed unsafe partial class SocketConnection
{
    private const int MaxVectors = 16;
    private const int SealedAtOnce = 64 * 1024;

    private bool _writable;
    private bool _writeWantsRead;
    private bool _flushScheduled;
    private bool _aboveHigh;
    private bool _outputEnding;
    private bool _endSealed;
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

    private bool IsAllSent => Output.IsEmpty && (_channel is null || _channel.Sealed.IsEmpty);

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
        GoOnReading();
        if (IsAllSent && (_outputEnding || _closing))
            EndOutput();
        if (_phase == Phase.Open && !_closing && !_outputEnding && _aboveHigh && Output.Length <= LowWatermark)
        {
            _aboveHigh = false;
            Handler.OnWritable(this);
        }
    }

    private IoStatus SendOutput()
    {
        if (_channel is not { } channel)
            return Send(Output);
        var status = IoStatus.Done;
        while (status == IoStatus.Done && _writable && !IsAllSent)
        {
            status = Seal(channel);
            if (status == IoStatus.Done)
                status = Send(channel.Sealed);
        }
        return status;
    }

    // No more than goes out at once: what comes next should not wait behind it.
    private IoStatus Seal(TlsChannel channel)
    {
        var status = IoStatus.Done;
        while (status == IoStatus.Done && !Output.IsEmpty && channel.Sealed.Length < SealedAtOnce)
        {
            status = channel.Write(Output.First, out var count);
            Output.Consume(count);
        }
        _writeWantsRead = status == IoStatus.WantRead;
        return status;
    }

    private IoStatus Send(ByteQueue queue)
    {
        var vectors = stackalloc IoVector[MaxVectors];
        while (_writable && !queue.IsEmpty)
        {
            var used = queue.Gather(new Span<IoVector>(vectors, MaxVectors));
            var status = SocketDescriptor.Send(_fd, vectors, used, out var count);
            queue.Consume(count);
            if (status == IoStatus.WantWrite)
                _writable = false;
            else if (status != IoStatus.Done)
                return status;
        }
        return IoStatus.Done;
    }

    private void OnWritableDescriptor()
    {
        _writable = true;
        if (_phase == Phase.Open && (!IsAllSent || _outputEnding || _closing) && !_outputEnded)
            ScheduleFlush();
    }

    private void EndOutput()
    {
        if (!_outputEnded)
        {
            SendEndOfTls();
            if (!IsAllSent || _phase != Phase.Open)
                return;
            _ = Libc.Shutdown(_fd, Libc.ShutdownWrite);
            _outputEnded = true;
        }
        if (_closing)
            FinishClose();
        else
            CloseIfBothEnded();
    }

    private void SendEndOfTls()
    {
        if (_endSealed || _channel is not { } channel)
            return;
        _endSealed = true;
        _ = channel.Shutdown();
        var status = Send(channel.Sealed);
        if (status != IoStatus.Done)
            FailWrite(status);
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
