using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;
using Mesh.Engine.Loops;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <content>Reading: as much per turn as is fair, as much ahead of the handler as is bounded.</content>
internal sealed partial class SocketConnection
{
    // What one connection may read in a turn before the others get theirs.
    // Sealed as frames and records it is still one packet of the largest size that the kernel makes.
    private const int ReadBudget = 62 * 1024;
    private const int LeastReadSpace = 2048;

    // What HTTP/2 puts before a block's bytes: so frame, block and TLS record are of one size.
    private const int Headroom = 9;

    // A block's rest may be smaller than a block.
    private const int LeastMuch = BufferPool.BlockSize / 2;

    // Above what is sealed at once; only a peer that asks for answers (key updates) and does not read them gets there.
    private const int MaxSealed = 128 * 1024;

    private bool _readable;
    private bool _hangUpSeen;
    private bool _paused;
    private bool _peeking;
    private bool _heldBack;
    private bool _endFound;
    private bool _consumedAny;
    private bool _workScheduled;
    private bool _readAwaitsSending;
    private bool _readsMuch;
    private bool _awaitsBuffers;
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

    public override void PauseReading() => _paused = true;

    public override void ResumeReading()
    {
        if (!_paused)
            return;
        _paused = false;
        _heldBack = !Input.IsEmpty;
        ScheduleWork();
    }

    void IQueueObserver.OnDrained() => ScheduleWork();

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

    private bool OwesTooMuch => _channel is { Sealed.Length: > MaxSealed };

    private bool IsStarved => _channel is null ? Loop.Buffers.IsFull : Loop.Buffers.IsOverfull;

    private bool MustWaitForBuffers()
    {
        if (!IsStarved)
            return false;
        if (!_awaitsBuffers)
            Loop.Shortage.Await(this);
        _awaitsBuffers = true;
        return true;
    }

    long IBufferUser.BytesInUse => IsClosed ? 0 : (long)Input.Length + Unsent + HeldBytes;

    void IBufferUser.OnBuffersFree()
    {
        _awaitsBuffers = false;
        ScheduleWork();
    }

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

    private void CarryOver()
    {
        if (_workScheduled)
            return;
        _workScheduled = true;
        Loop.Carry(this);
    }

    /// <summary>Reads until there is nothing, or enough. Returns the number of bytes.</summary>
    private int Fill(out IoStatus failure)
    {
        failure = IoStatus.Done;
        _channel?.NoteReadable();
        var total = 0;
        while (total < ReadBudget && CanRead && !IsStarved && failure == IoStatus.Done)
        {
            var status = _channel is { } channel ? Read(channel, out var count) : Receive(Math.Min(ReadBudget - total, InputLimit - Input.Length), out count);
            total += count;
            if (status != IoStatus.Done && !Settle(status))
                failure = status;
        }
        _consumedAny |= total > 0;
        _readAwaitsSending = OwesTooMuch;
        if (_channel is { Sealed.IsEmpty: false })
            ScheduleFlush();
        return total;
    }

    private IoStatus Read(TlsChannel channel, out int count)
    {
        var status = channel.Read(Input.GetWritable(LeastReadSpace), out count);
        Input.Commit(count);
        if (status == IoStatus.Done)
            _readable = _hangUpSeen || channel.MayHaveMore;
        return status;
    }

    private IoStatus Receive(int limit, out int count)
    {
        int space;
        IoStatus status;
        if (_readsMuch)
        {
            status = SocketDescriptor.Receive(_fd, Input, limit, LeastReadSpace, Headroom, out count);
            space = limit;
        }
        else
        {
            var block = Input.GetWritable(LeastReadSpace, Headroom);
            status = SocketDescriptor.Receive(_fd, block, 0, out count);
            Input.Commit(count);
            space = block.Length;
        }
        // A call that found nothing is saved, and one for each block when there is much.
        _readsMuch = count >= LeastMuch;
        // Less than was asked for: the socket is empty, and what comes next is a new event. But an end that was reported is told by read alone.
        if (status == IoStatus.Done)
            _readable = count == space || _hangUpSeen;
        return status;
    }

    private void GoOnReading()
    {
        if (!_readAwaitsSending || OwesTooMuch)
            return;
        _readAwaitsSending = false;
        ScheduleWork();
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

    // Who does not read learns nothing from read: what waits behind a slow receiver must not hide that the sender is gone.
    private void NoticeReset()
    {
        if (!_paused || _phase != Phase.Open || _closing)
            return;
        var error = SocketDescriptor.GetOption(_fd, Libc.LevelSocket, Libc.SocketError);
        if (error != 0)
            Terminate(Errno.IsReset(error) ? CloseReason.Reset : CloseReason.Error, Errno.Text(error));
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
