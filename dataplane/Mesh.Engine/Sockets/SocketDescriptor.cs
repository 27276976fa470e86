using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;

namespace Mesh.Engine.Sockets;

/// <summary>Operations on a raw socket descriptor.</summary>
internal static unsafe class SocketDescriptor
{
    private const int MaxVectors = 8;

    /// <summary>Opens a non-blocking, close-on-exec socket.</summary>
    /// <exception cref="IOException">No descriptors, or the address family is not supported.</exception>
    internal static int Open(bool v4, int type)
    {
        var fd = Libc.Socket(v4 ? Libc.FamilyV4 : Libc.FamilyV6, type | Libc.SocketFlags, 0);
        return fd >= 0 ? fd : throw Failure("socket");
    }

    internal static void Close(int fd) => _ = Libc.Close(fd);

    /// <summary>Another descriptor of the same socket.</summary>
    /// <exception cref="IOException">No descriptors left.</exception>
    internal static SafeSocketDescriptor Duplicate(int fd)
    {
        var duplicate = Libc.Control(fd, Libc.DuplicateCloseOnExec, 0);
        return duplicate >= 0 ? new SafeSocketDescriptor(duplicate) : throw Failure("fcntl(F_DUPFD_CLOEXEC)");
    }

    /// <exception cref="IOException">The option or value is refused.</exception>
    internal static void SetOption(int fd, int level, int name, int value)
    {
        if (Libc.SetSocketOption(fd, level, name, &value, sizeof(int)) < 0)
            throw Failure($"setsockopt({level}, {name}, {value})");
    }

    internal static int GetOption(int fd, int level, int name)
    {
        var value = 0;
        var length = sizeof(int);
        _ = Libc.GetSocketOption(fd, level, name, &value, &length);
        return value;
    }

    /// <exception cref="IOException">The address is in use or not this host's.</exception>
    internal static void Bind(int fd, IpEndpoint address, bool asV6 = false)
    {
        var native = NativeAddress.From(address, asV6);
        if (Libc.Bind(fd, native.Pointer, native.Length) < 0)
            throw Failure($"bind to {address}");
    }

    internal static void Apply(int fd, TcpOptions options)
    {
        SetOption(fd, Libc.LevelTcp, Libc.TcpNoDelay, 1);
        if (options.KeepAliveSeconds > 0)
        {
            SetOption(fd, Libc.LevelSocket, Libc.KeepAlive, 1);
            SetOption(fd, Libc.LevelTcp, Libc.TcpKeepIdle, options.KeepAliveSeconds);
            SetOption(fd, Libc.LevelTcp, Libc.TcpKeepInterval, options.KeepAliveSeconds);
            SetOption(fd, Libc.LevelTcp, Libc.TcpKeepCount, options.KeepAliveProbes);
        }
        if (options.UserTimeoutMilliseconds > 0)
            SetOption(fd, Libc.LevelTcp, Libc.TcpUserTimeout, options.UserTimeoutMilliseconds);
        if (options.Mark != 0)
            SetOption(fd, Libc.LevelSocket, Libc.Mark, options.Mark);
    }

    internal static IpEndpoint LocalAddress(int fd)
    {
        var native = NativeAddress.ForResult();
        return Libc.GetSocketName(fd, native.Pointer, &native.Length) < 0 ? default : native.ToEndpoint();
    }

    /// <summary>The address dialled before a REDIRECT; <paramref name="local"/> when the connection was not redirected.</summary>
    internal static IpEndpoint OriginalDestination(int fd, IpEndpoint local)
    {
        var native = NativeAddress.ForResult();
        var level = local.IsV4 ? Libc.LevelV4 : Libc.LevelV6;
        return Libc.GetSocketOption(fd, level, Libc.OriginalDestination, native.Pointer, &native.Length) < 0 ? local : native.ToEndpoint();
    }

    /// <summary>Makes the coming close send RST instead of FIN.</summary>
    internal static void ResetOnClose(int fd)
    {
        var linger = new LingerOption { OnOff = 1, Seconds = 0 };
        _ = Libc.SetSocketOption(fd, Libc.LevelSocket, Libc.Linger, &linger, sizeof(LingerOption));
    }

    internal static IoStatus Receive(int fd, Span<byte> destination, int flags, out int count)
    {
        nint result;
        do
        {
            fixed (byte* start = destination)
                result = Libc.Receive(fd, start, (nuint)destination.Length, flags);
        }
        while (result < 0 && Errno.Last == Errno.Interrupted);
        count = (int)Math.Max(0, result);
        if (result != 0)
            return result > 0 ? IoStatus.Done : Classify(Errno.Last, IoStatus.WantRead);
        return IoStatus.EndOfStream;
    }

    /// <summary>Receives into several blocks of a queue at once.</summary>
    internal static IoStatus Receive(int fd, ByteQueue queue, int limit, int minimum, int headroom, out int count)
    {
        var vectors = stackalloc IoVector[MaxVectors];
        var message = new MessageHeader { Vectors = vectors, VectorCount = (nuint)queue.Scatter(new Span<IoVector>(vectors, MaxVectors), limit, minimum, headroom) };
        nint result;
        do
        {
            result = Libc.ReceiveMessage(fd, &message, 0);
        }
        while (result < 0 && Errno.Last == Errno.Interrupted);
        var errno = Errno.Last;
        count = (int)Math.Max(0, result);
        queue.CommitScattered(count);
        if (result != 0)
            return result > 0 ? IoStatus.Done : Classify(errno, IoStatus.WantRead);
        return IoStatus.EndOfStream;
    }

    /// <summary>Sends one or several blocks at once.</summary>
    internal static IoStatus Send(int fd, IoVector* vectors, int vectorCount, out int count)
    {
        nint result;
        do
        {
            result = vectorCount == 1
                ? Libc.Send(fd, vectors->Base, vectors->Length, Libc.MessageNoSignal)
                : SendSeveral(fd, vectors, vectorCount);
        }
        while (result < 0 && Errno.Last == Errno.Interrupted);
        count = (int)Math.Max(0, result);
        return result >= 0 ? IoStatus.Done : Classify(Errno.Last, IoStatus.WantWrite);
    }

    private static nint SendSeveral(int fd, IoVector* vectors, int vectorCount)
    {
        var message = new MessageHeader { Vectors = vectors, VectorCount = (nuint)vectorCount };
        return Libc.SendMessage(fd, &message, Libc.MessageNoSignal);
    }

    internal static IOException Failure(string what) => new($"{what}: {Errno.Text(Errno.Last)}");

    private static IoStatus Classify(int errno, IoStatus want)
    {
        if (errno == Errno.Again)
            return want;
        return Errno.IsReset(errno) ? IoStatus.Reset : IoStatus.Failed;
    }
}
