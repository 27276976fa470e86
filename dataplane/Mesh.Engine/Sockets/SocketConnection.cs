using Mesh.Engine.Buffers;
using Mesh.Engine.Loops;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Sockets;

/// <summary>
/// A connection over a socket. This part: its life from the descriptor to the first <see cref="IConnectionHandler.OnConnected"/>;
/// the other parts read, write and close.
/// </summary>
internal sealed partial class SocketConnection : Connection, IPollSource, ILoopWork, IFlushTarget, IQueueObserver, IBufferUser
{
    private readonly IpEndpoint _remote;
    private readonly int _fd;
    private IConnectionGate? _gate;
    private ulong _watch;
    private IpEndpoint _local;
    private IpEndpoint _originalDestination;
    private TlsContext? _pendingTls;
    private TlsResumption? _resumption;
    private TlsChannel? _channel;
    private TlsSession? _session;
    private Phase _phase;
    private bool _isDialled;

    private SocketConnection(EventLoop loop, int fd, IpEndpoint remote, IConnectionHandler handler)
        : base(loop, handler)
    {
        _fd = fd;
        _remote = remote;
    }

    private enum Phase : byte
    {
        Connecting,
        Handshaking,
        Open,
        Lingering,
        Closed,
    }

    public override IpEndpoint Local => _local;

    public override IpEndpoint Remote => _remote;

    public override IpEndpoint OriginalDestination => _originalDestination;

    public override TlsSession? Tls => _session;

    public override int Unsent => Output.Length + (_channel?.Sealed.Length ?? 0);

    /// <summary>Takes over an accepted descriptor; <see cref="Open"/> or <see cref="Connection.Abort"/> follows.</summary>
    internal static SocketConnection Accepted(EventLoop loop, int fd, IpEndpoint remote, TcpListenerOptions options)
    {
        var local = SocketDescriptor.LocalAddress(fd);
        return new SocketConnection(loop, fd, remote, RefusingHandler.Instance)
        {
            _phase = Phase.Open,
            _local = local,
            _gate = options.Gate,
            _originalDestination = options.ReadOriginalDestination ? SocketDescriptor.OriginalDestination(fd, local) : local,
        };
    }

    /// <summary>
    /// Takes over a descriptor that is connecting, or -1 when there was none to be had and <see cref="FailConnect"/> follows; and a reference to the TLS context.
    /// </summary>
    internal static SocketConnection Connecting(EventLoop loop, int fd, IpEndpoint remote, IConnectionHandler handler, TcpConnectOptions options)
    {
        var connection = new SocketConnection(loop, fd, remote, handler) { _phase = Phase.Connecting, _isDialled = true, _pendingTls = options.Tls, _resumption = options.Resumption };
        if (fd >= 0)
            connection._watch = loop.Watch(fd, connection);
        connection.ArmDeadline(options.ConnectTimeoutMilliseconds);
        return connection;
    }

    /// <summary>Starts an accepted connection.</summary>
    internal void Open(IConnectionHandler handler, TlsContext? tls, bool peek)
    {
        Handler = handler;
        _watch = Loop.Watch(_fd, this);
        _peeking = peek;
        _writable = true;
        if (tls is not null)
            BeginHandshake(tls);
        else
            Raise(static connection => connection.Handler.OnConnected(connection));
    }

    void IPollSource.OnReady(PollEvents events)
    {
        if ((events & ~PollEvents.Writable) != 0)
            OnReadableDescriptor();
        if ((events & (PollEvents.PeerHangUp | PollEvents.HangUp | PollEvents.Error)) != 0)
            _hangUpSeen = true;
        if ((events & ~(PollEvents.Readable | PollEvents.PeerHangUp)) != 0)
            OnWritableDescriptor();
        if ((events & PollEvents.Error) != 0)
            Raise(static connection => connection.NoticeReset());
        Raise(static connection => connection.Advance());
    }

    void IPollSource.OnLoopClosed()
    {
        if (_phase == Phase.Lingering)
            Release(reset: true);
        else
            Abort();
    }

    void ILoopWork.Run()
    {
        _workScheduled = false;
        Raise(static connection => connection.Advance());
    }

    /// <summary>Goes on wherever the connection stands.</summary>
    private void Advance()
    {
        if (_phase == Phase.Connecting)
            AdvanceConnect();
        if (_phase == Phase.Handshaking)
            AdvanceHandshake();
        if (_phase == Phase.Open)
            Receive();
        if (_phase == Phase.Open)
            CloseIfBothEnded();
        if (_phase == Phase.Lingering)
            Drain();
    }

    /// <summary>Runs code that calls the handler; what it throws ends this connection only.</summary>
    private void Raise(Action<SocketConnection> step)
    {
        try
        {
            step(this);
        }
        catch (Exception error)
        {
            Loop.Report(error);
            if (IsClosed)
                return;
            SocketDescriptor.ResetOnClose(_fd);
            Terminate(CloseReason.Error, $"a callback failed: {error.GetType().Name}");
        }
    }

    private void ScheduleWork()
    {
        if (_workScheduled)
            return;
        _workScheduled = true;
        Loop.Defer(this);
    }
}
