using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <content>From the socket to the input: TLS record by record, plaintext into one block, or several when there is much.</content>
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

    private bool _readsMuch;

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
}
