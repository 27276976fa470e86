using System.Runtime.InteropServices;

using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <summary>
/// Hands open sockets to another process over a connected Unix stream socket (SCM_RIGHTS, unix(7)): both then hold the same socket of the
/// kernel, with its queue of connections.
/// </summary>
public static unsafe class DescriptorPassing
{
    /// <summary>Most descriptors of one message: the kernel's SCM_MAX_FD.</summary>
    public const int MaxDescriptors = 253;

    private const int HeaderLength = 16;
    private const int ControlCapacity = HeaderLength + (((MaxDescriptors * sizeof(int)) + 7) & ~7);

    /// <summary>Sends all of <paramref name="message"/> with <paramref name="sockets"/>; they stay open here, too.</summary>
    /// <exception cref="ArgumentException">The message is empty, or there are more than <see cref="MaxDescriptors"/>.</exception>
    /// <exception cref="IOException">The peer is gone, or its buffer has no room for all of it.</exception>
    public static void Send(SafeHandle channel, ReadOnlySpan<byte> message, IReadOnlyList<SafeHandle> sockets)
    {
        if (message.IsEmpty || sockets.Count > MaxDescriptors)
            throw new ArgumentException($"A message has at least one byte and at most {MaxDescriptors} descriptors.", nameof(sockets));
        var control = stackalloc byte[ControlCapacity];
        var length = HeaderLength + (sockets.Count * sizeof(int));
        *(nint*)control = length;
        *(int*)(control + 8) = Libc.LevelSocket;
        *(int*)(control + 12) = Libc.ControlRights;
        for (var i = 0; i < sockets.Count; i++)
            ((int*)(control + HeaderLength))[i] = (int)sockets[i].DangerousGetHandle();
        fixed (byte* start = message)
        {
            var vector = new IoVector { Base = start, Length = (nuint)message.Length };
            var header = new MessageHeader { Vectors = &vector, VectorCount = 1 };
            if (sockets.Count > 0)
            {
                header.Control = control;
                header.ControlLength = (nuint)length;
            }
            var sent = Libc.SendMessage((int)channel.DangerousGetHandle(), &header, Libc.MessageNoSignal);
            if (sent != message.Length)
                throw sent < 0 ? SocketDescriptor.Failure("sendmsg") : new IOException($"sendmsg: only {sent} of {message.Length} bytes were taken");
        }
        foreach (var socket in sockets)
            GC.KeepAlive(socket);
    }

    /// <summary>Receives what is there, and adds descriptors that came with it to <paramref name="sockets"/>, whose owner closes them.</summary>
    /// <returns>Number of bytes; 0 at the end.</returns>
    /// <exception cref="IOException">Nothing is there, the connection is broken, or descriptors were lost: this process has none left.</exception>
    public static int Receive(SafeHandle channel, Span<byte> buffer, ICollection<SafeSocketDescriptor> sockets)
    {
        var control = stackalloc byte[ControlCapacity];
        fixed (byte* start = buffer)
        {
            var vector = new IoVector { Base = start, Length = (nuint)buffer.Length };
            var header = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlCapacity };
            var received = Libc.ReceiveMessage((int)channel.DangerousGetHandle(), &header, Libc.MessageCloseOnExec);
            if (received < 0)
                throw SocketDescriptor.Failure("recvmsg");
            Collect(control, (int)header.ControlLength, sockets);
            if ((header.Flags & Libc.MessageControlTruncated) != 0)
                throw new IOException("recvmsg: descriptors were lost");
            return (int)received;
        }
    }

    /// <summary>Who is at the other end (SO_PEERCRED): its process and its user when it connected.</summary>
    /// <exception cref="IOException">Not a connected Unix socket.</exception>
    public static (int Process, uint User) Peer(SafeHandle channel)
    {
        var credentials = stackalloc int[3];
        var length = 3 * sizeof(int);
        if (Libc.GetSocketOption((int)channel.DangerousGetHandle(), Libc.LevelSocket, Libc.PeerCredentials, credentials, &length) < 0)
            throw SocketDescriptor.Failure("getsockopt(SO_PEERCRED)");
        return (credentials[0], (uint)credentials[1]);
    }

    /// <summary>User of this process.</summary>
    public static uint OwnUser => Libc.EffectiveUser();

    private static void Collect(byte* control, int length, ICollection<SafeSocketDescriptor> sockets)
    {
        for (var at = 0; at + HeaderLength <= length;)
        {
            var size = (int)*(nint*)(control + at);
            if (size < HeaderLength || at + size > length)
                return;
            if (*(int*)(control + at + 8) == Libc.LevelSocket && *(int*)(control + at + 12) == Libc.ControlRights)
            {
                for (var i = HeaderLength; i + sizeof(int) <= size; i += sizeof(int))
                    sockets.Add(new SafeSocketDescriptor(*(int*)(control + at + i)));
            }
            at += (size + 7) & ~7;
        }
    }
}
