using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <content>
/// Closing. A socket that is closed while received bytes are unread resets the connection, and the reset can overtake what
/// was sent last: so after the end of output the peer's input is drained, for a bounded time and number of bytes.
/// </content>
internal sealed partial class SocketConnection
{
    private const int LingerMilliseconds = 2000;
    private const int LingerBytes = 1024 * 1024;

    private bool _closing;
    private int _connectError;
    private int _drained;

    public override void Close()
    {
        if (_closing || IsClosed)
            return;
        _closing = true;
        if (_phase == Phase.Open)
            ArmDeadline(CloseTimeoutMilliseconds);
        ScheduleFlush();
    }

    public override void Abort()
    {
        if (IsClosed)
            return;
        SocketDescriptor.ResetOnClose(_fd);
        Terminate(CloseReason.Aborted, CloseDetail);
    }

    private void FinishClose()
    {
        if (InputEnded)
            Terminate(CloseReason.Graceful, null);
        else
            Linger(CloseReason.Graceful, null);
    }

    private void CloseIfBothEnded()
    {
        if (!_outputEnded || !InputEnded)
            return;
        if (Input.IsEmpty)
            Terminate(CloseReason.Graceful, null);
        else
            Input.NotifyAtOrBelow(0, this);
    }

    private void FailHandshake(IoStatus status)
    {
        var detail = status switch
        {
            IoStatus.EndOfStream or IoStatus.Truncated => "TLS handshake: the peer closed the connection",
            IoStatus.Reset => "TLS handshake: the peer reset the connection",
            _ => $"TLS handshake: {_channel!.Error}",
        };
        if (status is IoStatus.Reset)
        {
            // A server that has no room resets what it accepted: that says nothing about who it is.
            Terminate(_isDialled ? CloseReason.ConnectFailed : CloseReason.TlsFailed, detail);
            return;
        }
        // An alert tells the peer why.
        _ = Send(_channel!.Sealed);
        _ = Libc.Shutdown(_fd, Libc.ShutdownWrite);
        Linger(CloseReason.TlsFailed, detail);
    }

    private void Terminate(CloseReason reason, string? detail)
    {
        Release(reset: false);
        ReportClosed(reason, detail);
    }

    /// <summary>Tells the handler that all is over and keeps the descriptor for draining only.</summary>
    private void Linger(CloseReason reason, string? detail)
    {
        _phase = Phase.Lingering;
        _channel?.Free();
        _channel = null;
        ArmDeadline(LingerMilliseconds);
        ReportClosed(reason, detail);
        Drain();
    }

    private void ReportClosed(CloseReason reason, string? detail)
    {
        if (IsClosed)
            return;
        IsClosed = true;
        CloseDetail = detail;
        Input.NotifyAtOrBelow(0, null);
        try
        {
            Handler.OnClosed(this, reason);
        }
        catch (Exception error)
        {
            Loop.Report(error);
        }
        finally
        {
            Input.Clear();
            Output.Clear();
        }
    }

    private unsafe void Drain()
    {
        while (_phase == Phase.Lingering)
        {
            // MSG_TRUNC on a TCP socket throws bytes away without copying them.
            var count = (int)Libc.Receive(_fd, null, LingerBytes, Libc.MessageTruncate);
            if (count < 0 && Errno.Last == Errno.Again)
                return;
            _drained += Math.Max(0, count);
            if (count <= 0 || _drained >= LingerBytes)
                Release(reset: false);
        }
    }

    private void Release(bool reset)
    {
        if (_phase == Phase.Closed)
            return;
        _phase = Phase.Closed;
        CancelDeadline();
        DropPendingTls();
        _channel?.Free();
        _channel = null;
        if (reset)
            SocketDescriptor.ResetOnClose(_fd);
        if (_watch != 0)
            Loop.Unwatch(_watch, _fd);
        SocketDescriptor.Close(_fd);
        _gate?.Leave(_remote);
    }
}
