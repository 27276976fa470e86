using Mesh.Engine.Interop;
using Mesh.Engine.Loops;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <summary>Accepts TCP connections on one loop.</summary>
public sealed partial class TcpListener : IPollSource, ILoopWork, IDisposable
{
    // What one listener may accept in a turn before the connections get theirs.
    private const int AcceptBudget = 64;
    private const int RetryMilliseconds = 100;

    private readonly EventLoop _loop;
    private readonly TcpListenerOptions _options;
    private readonly IConnectionAcceptor _acceptor;
    private readonly LoopTimer _retry;
    private readonly SpareDescriptor _spare = new();
    private readonly int _fd;
    private readonly ulong _watch;
    private bool _closed;

    private TcpListener(EventLoop loop, int fd, TcpListenerOptions options, IConnectionAcceptor acceptor)
    {
        _loop = loop;
        _fd = fd;
        _options = options;
        _acceptor = acceptor;
        _retry = new LoopTimer(AcceptSome);
        Tls = options.Tls;
        Local = SocketDescriptor.LocalAddress(fd);
        _watch = loop.Watch(fd, this);
    }

    /// <summary>The address that is listened on, with the actual port.</summary>
    public IpEndpoint Local { get; }

    /// <summary>TLS for connections accepted from now on; null for plaintext. Must be a server's.</summary>
    public TlsContext? Tls { get; set; }

    /// <summary>
    /// Times that accepting failed for want of descriptors or memory. A connection that needs a descriptor is reset then; when even that is
    /// impossible it is tried again after 100 ms.
    /// </summary>
    public long AcceptFailures { get; private set; }

    /// <summary>Starts to listen. On the loop, or before it runs.</summary>
    /// <exception cref="IOException">The address is in use or not this host's; an option is not permitted.</exception>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    public static TcpListener Listen(EventLoop loop, IpEndpoint address, TcpListenerOptions options, IConnectionAcceptor acceptor)
    {
        Validate(options);
        var fd = SocketDescriptor.Open(address.IsV4, Libc.StreamSocket);
        try
        {
            SocketDescriptor.SetOption(fd, Libc.LevelSocket, Libc.ReuseAddress, 1);
            if (options.ReusePort)
                SocketDescriptor.SetOption(fd, Libc.LevelSocket, Libc.ReusePort, 1);
            if (!address.IsV4)
                SocketDescriptor.SetOption(fd, Libc.LevelV6, Libc.V6Only, options.DualStack ? 0 : 1);
            // Accepted sockets inherit these: no system call for each of them.
            SocketDescriptor.Apply(fd, options.Tcp);
            SocketDescriptor.Bind(fd, address);
            if (Libc.Listen(fd, options.Backlog) < 0)
                throw SocketDescriptor.Failure($"listen on {address}");
            return new TcpListener(loop, fd, options, acceptor);
        }
        catch
        {
            SocketDescriptor.Close(fd);
            throw;
        }
    }

    /// <summary>
    /// Accepts on a socket that listens already, as it came from another process, which may go on accepting beside this one. What
    /// <see cref="Listen"/> sets on accepted connections is set on this socket, too.
    /// </summary>
    /// <exception cref="IOException">An option is not permitted.</exception>
    /// <exception cref="ArgumentException">Options contradict each other, or the socket does not listen.</exception>
    public static TcpListener Adopt(EventLoop loop, SafeSocketDescriptor socket, TcpListenerOptions options, IConnectionAcceptor acceptor)
    {
        Validate(options);
        if (!socket.IsListener)
            throw new ArgumentException("The socket does not listen.", nameof(socket));
        SocketDescriptor.Apply((int)socket.DangerousGetHandle(), options.Tcp);
        var fd = socket.Detach();
        try
        {
            return new TcpListener(loop, fd, options, acceptor);
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

    /// <summary>Stops listening; accepted connections live on. On the loop.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _loop.Cancel(_retry);
        _loop.Unwatch(_watch, _fd);
        SocketDescriptor.Close(_fd);
        _spare.GiveUp();
    }

    internal int Descriptor => _fd;

    private static void Validate(TcpListenerOptions options)
    {
        if (options is { PeekFirst: true, Tls: not null } or { Tls.IsServer: false })
            throw new ArgumentException("A listener has either a server's TLS or peeks first.", nameof(options));
    }

    void IPollSource.OnReady(PollEvents events) => AcceptSome();

    void IPollSource.OnLoopClosed() => Dispose();

    void ILoopWork.Run() => AcceptSome();
}
