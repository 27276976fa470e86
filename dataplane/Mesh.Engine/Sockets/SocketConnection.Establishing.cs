using Mesh.Engine.Interop;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <content>From connecting to open: the result of <c>connect</c>, the TLS handshake.</content>
internal sealed partial class SocketConnection
{
    /// <summary>The result of <c>connect</c> when it is known at once.</summary>
    internal void FailConnect(int errno)
    {
        _connectError = errno;
        ScheduleWork();
    }

    private void AdvanceConnect()
    {
        if (_connectError == 0 && !_writable)
            return;
        var error = _connectError != 0 ? _connectError : SocketDescriptor.GetOption(_fd, Libc.LevelSocket, Libc.SocketError);
        if (error != 0)
        {
            var reason = error == Errno.TimedOut ? CloseReason.ConnectTimeout : CloseReason.ConnectFailed;
            Terminate(reason, $"connect to {_remote}: {Errno.Text(error)}");
            return;
        }
        _local = _originalDestination = SocketDescriptor.LocalAddress(_fd);
        CancelDeadline();
        if (_pendingTls is { } context)
            BeginHandshake(context);
        else
            BecomeOpen();
    }

    private void BeginHandshake(TlsContext context)
    {
        _channel = new TlsChannel(context, _fd, _resumption, Loop.Buffers);
        DropPendingTls();
        _phase = Phase.Handshaking;
        ArmDeadline(_channel.HandshakeTimeoutMilliseconds);
    }

    private void AdvanceHandshake()
    {
        var status = _channel!.Handshake();
        if (status == IoStatus.WantRead)
        {
            // If the connection is lost, the next step says so.
            _ = Send(_channel.Sealed);
            return;
        }
        if (status == IoStatus.Done)
            _session = _channel.DescribeSession();
        if (_session is null)
        {
            FailHandshake(status);
            return;
        }
        CancelDeadline();
        // Data may have come with the last handshake message; the descriptor will not be reported again for it.
        _readable = true;
        BecomeOpen();
    }

    private void BecomeOpen()
    {
        _phase = Phase.Open;
        if (_closing)
            ArmDeadline(CloseTimeoutMilliseconds);
        else
            Handler.OnConnected(this);
        if (!IsAllSent || _outputEnding || _closing)
            ScheduleFlush();
    }

    private void DropPendingTls()
    {
        _pendingTls?.Release();
        _pendingTls = null;
    }
}
