using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <summary>
/// A descriptor kept for the moment when there are no others. Who waits in a listener's queue has a connection as far as he can tell; given up, the
/// spare lets him be accepted and reset, so that he goes elsewhere.
/// </summary>
internal sealed class SpareDescriptor
{
    private int _fd = -1;

    internal SpareDescriptor() => Keep();

    /// <summary>Resets one connection that waits at <paramref name="listener"/>; false when none waits or the spare is lost.</summary>
    internal unsafe bool TryShed(int listener)
    {
        var fd = -1;
        if (_fd >= 0)
        {
            GiveUp();
            fd = Libc.Accept(listener, null, null, Libc.SocketFlags);
        }
        if (fd >= 0)
        {
            SocketDescriptor.ResetOnClose(fd);
            SocketDescriptor.Close(fd);
        }
        Keep();
        return fd >= 0;
    }

    internal void GiveUp()
    {
        if (_fd >= 0)
            SocketDescriptor.Close(_fd);
        _fd = -1;
    }

    private void Keep()
    {
        if (_fd < 0)
            _fd = Libc.EventFd(0, Libc.EventFdFlags);
    }
}
