using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <content>From the queue of the system to the acceptor.</content>
public sealed partial class TcpListener
{
    private void AcceptSome()
    {
        for (var budget = AcceptBudget; budget > 0 && !_closed; budget--)
        {
            if (!TryAccept(out var fd, out var remote))
                return;
            if (fd >= 0)
                Admit(fd, remote);
        }
        if (!_closed)
            _loop.Carry(this);
    }

    /// <summary>Takes one connection from the queue; false when there is none or accepting has to wait.</summary>
    private unsafe bool TryAccept(out int fd, out IpEndpoint remote)
    {
        var native = NativeAddress.ForResult();
        fd = Libc.Accept(_fd, native.Pointer, &native.Length, Libc.SocketFlags);
        remote = fd >= 0 ? native.ToEndpoint() : default;
        if (fd >= 0)
            return true;
        switch (Errno.Last)
        {
            case Errno.Again:
                return false;
            case Errno.TooManyFiles or Errno.TooManyFilesInSystem when _spare.TryShed(_fd):
                AcceptFailures++;
                _options.Gate?.OnOutOfDescriptors();
                return true;
            case Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoBufferSpace or Errno.OutOfMemory:
                // Edge-triggered: nothing will tell when descriptors are free again.
                AcceptFailures++;
                _loop.Arm(_retry, RetryMilliseconds);
                return false;
            default:
                // The connection is gone already (accept(2) reports its errors here); there may be others.
                return true;
        }
    }

    private void Admit(int fd, IpEndpoint remote)
    {
        if (_options.Gate is { } gate && !gate.TryEnter(remote))
        {
            SocketDescriptor.ResetOnClose(fd);
            SocketDescriptor.Close(fd);
            return;
        }
        var connection = SocketConnection.Accepted(_loop, fd, remote, _options);
        try
        {
            if (_acceptor.OnAccept(connection) is { } handler && !connection.IsClosed)
                connection.Open(handler, Tls, _options.PeekFirst);
            else
                connection.Abort();
        }
        catch (Exception error)
        {
            _loop.Report(error);
            connection.Abort();
        }
    }
}
