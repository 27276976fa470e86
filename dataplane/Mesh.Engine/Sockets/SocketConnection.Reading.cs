using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <content>Reading: as much per turn as is fair, as much ahead of the handler as is bounded.</content>
internal sealed partial class SocketConnection
{
    private bool _readable;
    private bool _hangUpSeen;
    private bool _heldBack;
    private bool _endFound;
    private bool _consumedAny;
    private bool _workScheduled;

    private void OnReadableDescriptor()
    {
        _readable = true;
        if (!_writeWantsRead)
            return;
        _writeWantsRead = false;
        ScheduleFlush();
    }

    private void Receive()
    {
        if (_peeking)
        {
            ReportPeek();
            return;
        }
        if (_paused || _closing)
            return;
        var failure = IoStatus.Done;
        var received = CanRead && !MustWaitForBuffers() ? Fill(out failure) : 0;
        if (received > 0 || _heldBack)
            Deliver();
        if (_phase != Phase.Open)
            return;
        if (failure != IoStatus.Done)
            FailRead(failure);
        else
            AfterDelivery();
    }

    private bool CanRead => _readable && !InputEnded && !_endFound && Input.Length < InputLimit && !OwesTooMuch;

    private void Deliver()
    {
        _heldBack = false;
        Handler.OnData(this);
    }

    private void AfterDelivery()
    {
        if (_paused || _closing)
            return;
        if (_endFound && !InputEnded)
        {
            InputEnded = true;
            Handler.OnEndOfInput(this);
        }
        else if (CanRead)
        {
            if (!MustWaitForBuffers())
                CarryOver();
        }
        else if (Input.Length >= InputLimit)
        {
            Input.NotifyAtOrBelow(InputLimit / 2, this);
        }
    }

    /// <summary>Notes why reading stopped; false when the connection is lost.</summary>
    private bool Settle(IoStatus status)
    {
        switch (status)
        {
            case IoStatus.WantRead:
                _readable = false;
                return true;
            case IoStatus.EndOfStream:
                _endFound = true;
                return true;
            default:
                return false;
        }
    }

    private void FailRead(IoStatus status)
    {
        var early = _channel is not null && !_consumedAny;
        switch (status)
        {
            case IoStatus.Reset:
                Terminate(CloseReason.Reset, early ? "reset by the peer before it sent anything; it may have refused the certificate" : "reset by the peer");
                break;
            case IoStatus.Truncated:
                Terminate(CloseReason.Error, "the peer closed without close_notify: what it sent may be incomplete");
                break;
            default:
                // With TLS 1.3 a client learns only now that the server refused its certificate.
                Terminate(early ? CloseReason.TlsFailed : CloseReason.Error, _channel?.Error ?? Errno.Text(Errno.Last));
                break;
        }
    }
}
