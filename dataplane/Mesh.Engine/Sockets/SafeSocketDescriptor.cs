using System.Runtime.InteropServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <summary>An open socket that belongs to no loop: on its way to another process, or from one. Closed when disposed.</summary>
public sealed class SafeSocketDescriptor : SafeHandle
{
    /// <summary>Owns <paramref name="descriptor"/> from now on.</summary>
    internal SafeSocketDescriptor(int descriptor)
        : base(-1, ownsHandle: true) => SetHandle(descriptor);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>Where it is bound, with the actual port; nowhere when it is no IP socket.</summary>
    public IpEndpoint Local => SocketDescriptor.LocalAddress((int)handle);

    /// <summary>Whether it is a TCP socket that listens.</summary>
    public bool IsListener => Option(Libc.SocketType) == Libc.StreamSocket && Option(Libc.AcceptsConnections) != 0;

    /// <summary>Whether it is a UDP socket.</summary>
    public bool IsDatagram => Option(Libc.SocketType) == Libc.DatagramSocket;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    /// <summary>Gives the descriptor away: this object no longer owns it.</summary>
    internal int Detach()
    {
        var descriptor = (int)handle;
        SetHandleAsInvalid();
        return descriptor;
    }

    private int Option(int name) => SocketDescriptor.GetOption((int)handle, Libc.LevelSocket, name);
}
