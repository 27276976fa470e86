using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;
using Mesh.Engine.Loops;

namespace Mesh.Engine.Sockets;

/// <content>Reading stops for a while: the handler asked for it, there are no buffers, or the peer does not take its answers.</content>
internal sealed partial class SocketConnection
{
    // Above what is sealed at once; only a peer that asks for answers (key updates) and does not read them gets there.
    private const int MaxSealed = 128 * 1024;

    private bool _paused;
    private bool _awaitsBuffers;
    private bool _readAwaitsSending;

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

    private void CarryOver()
    {
        if (_workScheduled)
            return;
        _workScheduled = true;
        Loop.Carry(this);
    }

    private void GoOnReading()
    {
        if (!_readAwaitsSending || OwesTooMuch)
            return;
        _readAwaitsSending = false;
        ScheduleWork();
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
}
