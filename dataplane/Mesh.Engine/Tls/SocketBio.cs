using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;

namespace Mesh.Engine.Tls;

/// <summary>
/// Where a TLS connection's bytes come from and go to. They come from its socket; unlike OpenSSL's own it tells whether the last read emptied
/// the socket, so that nobody has to ask the kernel once more. They go to the queue of the channel whose call is running, so that
/// several records leave in one system call and the kernel makes large packets of them.
/// </summary>
internal static unsafe class SocketBio
{
    private static readonly nint Method = CreateMethod();

    [ThreadStatic]
    private static ByteQueue? _sealed;

    /// <summary>What is written on this thread goes to <paramref name="queue"/> from now on.</summary>
    internal static void WriteTo(ByteQueue queue) => _sealed = queue;

    /// <summary>Creates the object for a socket; OpenSSL's connection owns it. 0 when there is no memory.</summary>
    internal static nint Create(SocketState* socket)
    {
        var bio = LibCryptoBio.New(Method);
        if (bio == 0)
            return 0;
        LibCryptoBio.SetData(bio, socket);
        LibCryptoBio.SetInitialised(bio, 1);
        return bio;
    }

    private static nint CreateMethod()
    {
        nint method;
        fixed (byte* name = "mesh socket\0"u8)
            method = LibCryptoBio.MethodNew(LibCryptoBio.NewIndex() | LibCryptoBio.TypeSourceSink, name);
        if (method == 0)
            throw new InsufficientMemoryException("OpenSSL cannot create a BIO method.");
        _ = LibCryptoBio.MethodSetRead(method, &Read);
        _ = LibCryptoBio.MethodSetWrite(method, &Write);
        _ = LibCryptoBio.MethodSetControl(method, &Control);
        return method;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint bio, byte* buffer, nuint length, nuint* count)
    {
        var socket = (SocketState*)LibCryptoBio.GetData(bio);
        LibCryptoBio.ClearFlags(bio, LibCryptoBio.FlagsRetry);
        nint received;
        do
        {
            received = Libc.Receive(socket->Descriptor, buffer, length, 0);
        }
        while (received < 0 && Errno.Last == Errno.Interrupted);
        socket->IsDrained = received < (nint)length;
        if (received > 0)
        {
            *count = (nuint)received;
            return 1;
        }
        socket->HasEnded = received == 0;
        return Fail(bio, socket, received == 0 ? 0 : Errno.Last);
    }

    // A record by itself would be a system call and a packet by itself.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint bio, byte* buffer, nuint length, nuint* count)
    {
        try
        {
            _sealed!.Append(new ReadOnlySpan<byte>(buffer, (int)length));
            *count = length;
            return 1;
        }
        catch (InsufficientMemoryException)
        {
            return Fail(bio, (SocketState*)LibCryptoBio.GetData(bio), Errno.OutOfMemory);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Control(nint bio, int command, nint number, nint pointer) => command switch
    {
        LibCryptoBio.ControlFlush => 1,
        LibCryptoBio.ControlEndOfFile => ((SocketState*)LibCryptoBio.GetData(bio))->HasEnded ? 1 : 0,
        _ => 0,
    };

    private static int Fail(nint bio, SocketState* socket, int errno)
    {
        socket->Error = errno;
        if (errno == Errno.Again)
            LibCryptoBio.SetFlags(bio, LibCryptoBio.FlagRead | LibCryptoBio.FlagShouldRetry);
        return errno == 0 ? 0 : -1;
    }
}

/// <summary>A TLS connection's socket, as <see cref="SocketBio"/> finds it. Native memory.</summary>
internal struct SocketState
{
    /// <summary>The socket.</summary>
    internal int Descriptor;

    /// <summary>Error number of the last call that failed; 0 after the peer's end.</summary>
    internal int Error;

    /// <summary>The last read took all there was.</summary>
    internal bool IsDrained;

    /// <summary>The peer ended its direction.</summary>
    internal bool HasEnded;
}
