using Mesh.Engine.Interop;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <content>Looking at the first bytes without taking them, so that TLS is still possible.</content>
internal sealed partial class SocketConnection
{
    private bool _peeking;
    private IoStatus _peekFailure;

    public override int Peek(Span<byte> destination, out bool ended)
    {
        ended = InputEnded;
        if (!_peeking || _phase != Phase.Open)
            return Input.Peek(destination);
        var status = SocketDescriptor.Receive(_fd, destination, Libc.MessagePeek, out var count);
        if (status is IoStatus.Reset or IoStatus.Failed)
            KeepPeekFailure(status);
        ended |= _hangUpSeen;
        return count;
    }

    public override void StartReading()
    {
        if (!_peeking || _peekFailure != IoStatus.Done)
            return;
        _peeking = false;
        _readable = true;
        ScheduleWork();
    }

    public override void StartTls(TlsContext context)
    {
        if (_phase != Phase.Open || _channel is not null || _consumedAny || !Output.IsEmpty)
            throw new InvalidOperationException("TLS can start only on an open plaintext connection that was neither read from nor written to.");
        _peeking = false;
        _peekFailure = IoStatus.Done;
        BeginHandshake(context);
        ScheduleWork();
    }

    private void ReportPeek()
    {
        Span<byte> one = stackalloc byte[1];
        var status = _peekFailure != IoStatus.Done ? _peekFailure : SocketDescriptor.Receive(_fd, one, Libc.MessagePeek, out _);
        switch (status)
        {
            case IoStatus.Done:
                Handler.OnData(this);
                break;
            case IoStatus.WantRead:
                _readable = false;
                break;
            case IoStatus.EndOfStream:
                // Nothing to look at: the ordinary path reports the end.
                _peeking = false;
                _readable = true;
                Receive();
                break;
            default:
                FailRead(status);
                break;
        }
    }

    // The kernel tells an error once: the next read would look like an orderly end.
    private void KeepPeekFailure(IoStatus status)
    {
        _peekFailure = status;
        ScheduleWork();
    }
}
