using Mesh.Engine.Buffers;
using Mesh.Engine.Interop;
using Mesh.Engine.Loops;

namespace Mesh.Engine.Sockets;

/// <summary>A datagram socket on one loop. Nothing is queued: a datagram that the kernel does not take is dropped.</summary>
public sealed unsafe class UdpSocket : IPollSource, ILoopWork, IDisposable
{
    // What one socket may receive in a turn before the others get theirs.
    private const int ReceiveBudget = 64;

    private readonly EventLoop _loop;
    private readonly IDatagramHandler _handler;
    private readonly bool _isV4;
    private readonly int _fd;
    private readonly ulong _watch;
    private readonly ByteQueue _buffer;
    private bool _ignores;
    private bool _closed;

    private UdpSocket(EventLoop loop, int fd, bool isV4, IDatagramHandler handler)
    {
        _loop = loop;
        _fd = fd;
        _isV4 = isV4;
        _handler = handler;
        _buffer = new ByteQueue(loop.Buffers);
        Local = SocketDescriptor.LocalAddress(fd);
        _watch = loop.Watch(fd, this);
    }

    /// <summary>The bound address, with the actual port.</summary>
    public IpEndpoint Local { get; }

    /// <summary>Received datagrams that were dropped because they are longer than <see cref="BufferPool.BlockSize"/>.</summary>
    public long Oversized { get; private set; }

    /// <summary>Binds a socket. On the loop, or before it runs.</summary>
    /// <exception cref="IOException">The address is in use or not this host's.</exception>
    public static UdpSocket Bind(EventLoop loop, IpEndpoint local, UdpSocketOptions options, IDatagramHandler handler)
    {
        var fd = SocketDescriptor.Open(local.IsV4, Libc.DatagramSocket);
        try
        {
            if (options.ReusePort)
                SocketDescriptor.SetOption(fd, Libc.LevelSocket, Libc.ReusePort, 1);
            if (local.IsV4)
            {
                SocketDescriptor.SetOption(fd, Libc.LevelV4, Libc.V4PacketInfo, 1);
            }
            else
            {
                SocketDescriptor.SetOption(fd, Libc.LevelV6, Libc.V6Only, options.DualStack ? 0 : 1);
                SocketDescriptor.SetOption(fd, Libc.LevelV6, Libc.V6ReceivePacketInfo, 1);
            }
            SocketDescriptor.Bind(fd, local);
            return new UdpSocket(loop, fd, local.IsV4, handler);
        }
        catch
        {
            SocketDescriptor.Close(fd);
            throw;
        }
    }

    /// <summary>Takes over a bound socket, as it came from another process, which may go on sending from it.</summary>
    /// <exception cref="ArgumentException">It is no datagram socket.</exception>
    public static UdpSocket Adopt(EventLoop loop, SafeSocketDescriptor socket, IDatagramHandler handler)
    {
        if (!socket.IsDatagram)
            throw new ArgumentException("The socket is not for datagrams.", nameof(socket));
        var isV4 = socket.Local.IsV4;
        var fd = socket.Detach();
        try
        {
            return new UdpSocket(loop, fd, isV4, handler);
        }
        catch
        {
            SocketDescriptor.Close(fd);
            throw;
        }
    }

    /// <summary>The socket for another process. On the loop.</summary>
    /// <exception cref="IOException">No descriptors left.</exception>
    public SafeSocketDescriptor Duplicate() => SocketDescriptor.Duplicate(_fd);

    /// <summary>Receives nothing more and leaves what comes to who else has the socket; answers can still be sent. On the loop.</summary>
    public void StopReceiving()
    {
        if (_closed || _ignores)
            return;
        _ignores = true;
        _loop.Unwatch(_watch, _fd);
    }

    /// <summary>Sends a datagram, from <see cref="DatagramPath.Local"/> when it is given.</summary>
    /// <returns>False when it was dropped: the socket is closed, its buffer is full, or the address cannot be reached.</returns>
    public bool Send(ReadOnlySpan<byte> datagram, DatagramPath path)
    {
        if (_closed || (_isV4 && !(path.Remote.IsV4 && (path.Local == default || path.Local.IsV4))))
            return false;
        var name = NativeAddress.From(path.Remote, asV6: !_isV4);
        var control = stackalloc byte[PacketInfo.Capacity];
        var controlLength = path.Local == default ? 0 : PacketInfo.Write(control, path.Local, _isV4);
        fixed (byte* start = datagram)
        {
            var vector = new IoVector { Base = start, Length = (nuint)datagram.Length };
            var message = new MessageHeader
            {
                Name = name.Pointer,
                NameLength = name.Length,
                Vectors = &vector,
                VectorCount = 1,
                Control = controlLength == 0 ? null : control,
                ControlLength = (nuint)controlLength,
            };
            return Libc.SendMessage(_fd, &message, Libc.MessageNoSignal) == datagram.Length;
        }
    }

    /// <summary>Closes the socket. On the loop.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        if (!_ignores)
            _loop.Unwatch(_watch, _fd);
        SocketDescriptor.Close(_fd);
        _buffer.Clear();
    }

    void IPollSource.OnReady(PollEvents events)
    {
        if ((events & ~PollEvents.Writable) != 0)
            ReceiveSome();
    }

    void IPollSource.OnLoopClosed() => Dispose();

    void ILoopWork.Run() => ReceiveSome();

    private void ReceiveSome()
    {
        var more = true;
        for (var budget = ReceiveBudget; more && budget > 0 && !_closed && !_ignores; budget--)
            more = ReceiveOne(_buffer.GetWritable(BufferPool.BlockSize));
        _buffer.Clear();
        if (more && !_closed && !_ignores)
            _loop.Carry(this);
    }

    /// <summary>Receives one datagram; false when there is none.</summary>
    private bool ReceiveOne(Span<byte> space)
    {
        var name = NativeAddress.ForResult();
        var control = stackalloc byte[PacketInfo.Capacity];
        fixed (byte* start = space)
        {
            var vector = new IoVector { Base = start, Length = (nuint)space.Length };
            var message = new MessageHeader
            {
                Name = name.Pointer,
                NameLength = name.Length,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = PacketInfo.Capacity,
            };
            var count = (int)Libc.ReceiveMessage(_fd, &message, 0);
            // Other errors are those of datagrams sent earlier (ICMP): they are taken off the socket by being read.
            if (count < 0)
                return Errno.Last != Errno.Again;
            if ((message.Flags & Libc.MessageTruncate) != 0)
            {
                Oversized++;
                return true;
            }
            var local = PacketInfo.Read(control, (int)message.ControlLength, Local);
            _handler.OnDatagram(this, space[..count], new DatagramPath(name.ToEndpoint(), local));
            return true;
        }
    }
}
