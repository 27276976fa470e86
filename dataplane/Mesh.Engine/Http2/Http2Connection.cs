using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Http2.Hpack;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <summary>
/// What both sides of an HTTP/2 connection share, RFC 9113. Created on its connection's loop; takes the connection over. No event is
/// raised from inside a call to a stream.
/// </summary>
public abstract partial class Http2Connection : IConnectionHandler, ILoopWork, IFrameHandler
{
    private const int InitialWindow = 65535;

    private readonly FrameReader _reader;
    private readonly HpackDecoder _decoder = new();
    private readonly HeadReader _heads;
    private readonly HeadWriter _headWriter = new();
    private readonly FloodGuard _floods;
    private readonly Liveness _liveness;
    private readonly LoopTimer _deadline;
    private bool _isScheduled;

    private protected Http2Connection(Connection connection, Http2Options options, bool isServer)
    {
        Connection = connection;
        Options = options;
        IsServer = isServer;
        Peer = new PeerSettings(peerIsServer: !isServer);
        _reader = new FrameReader(this, connection.Loop.Buffers, options.MaxHeaderListSize);
        _heads = new HeadReader(options.MaxHeaderListSize, options.MaxFields, isServer && options.AllowExtendedConnect);
        _floods = new FloodGuard(options, Now);
        _receiveWindow = new ReceiveWindow(InitialWindow, options.ConnectionWindow);
        Streams = new StreamSet(this);
        _stalls = new StallWatch(this);
        _frameDeadline = new FrameDeadline(this);
        Scheduler = new DataScheduler(connection, _floods, _stalls);
        _liveness = new Liveness(this);
        _deadline = new LoopTimer(OnDeadline);
        connection.Handler = this;
        Start();
    }

    /// <summary>The connection below.</summary>
    public Connection Connection { get; }

    /// <summary>Streams that are open or half-closed.</summary>
    public int ActiveStreams => Streams.Count;

    internal Http2Options Options { get; }

    internal bool IsServer { get; }

    internal StreamSet Streams { get; }

    internal DataScheduler Scheduler { get; }

    internal PeerSettings Peer { get; }

    internal abstract bool IsReused { get; }

    private protected bool IsClosing => _isClosing;

    private protected long Now => Connection.Loop.NowMilliseconds;

    /// <summary>Resets the connection now; handlers of open streams are told <paramref name="error"/>.</summary>
    public void Abort(StreamError error)
    {
        BreakStreams(error);
        Connection.Abort();
    }

    /// <summary>Sends a head; returns whether it was the final one.</summary>
    internal abstract bool SendHead(Http2Stream stream, HeaderBlock head, bool endStream);

    internal void SendTrailers(Http2Stream stream, HeaderBlock trailers)
    {
        _headWriter.WriteTrailers(Connection.Output, stream.Id, trailers);
        Connection.ScheduleFlush();
    }

    /// <summary>The connection is gone; its streams were told.</summary>
    private protected abstract void OnGone(CloseReason reason);

    private protected HeadWriter HeadWriter => _headWriter;
}
