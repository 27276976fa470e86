using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <summary>
/// The client side of an HTTP/2 connection, RFC 9113 with prior knowledge or ALPN. Queuing requests while it has no room is its owner's business.
/// </summary>
public sealed partial class Http2ClientConnection : Http2Connection
{
    private readonly IHttp2ClientOwner _owner;
    private readonly List<Http2Stream> _unsent = [];
    private int _nextStreamId = 1;
    private int _lastAccepted = int.MaxValue;
    private bool _availabilityChanged;
    private bool _goAwayReceived;

    /// <summary>Takes <paramref name="connection"/> over; it may still be connecting.</summary>
    public Http2ClientConnection(Connection connection, Http2Options options, IHttp2ClientOwner owner)
        : base(connection, options, isServer: false) => _owner = owner;

    /// <summary>
    /// Whether <see cref="OpenStream"/> may be called. True also while the connection is still on the way: what is sent then waits, and its
    /// loss is told as <see cref="StreamError.ConnectFailed"/> and the like.
    /// </summary>
    public bool CanOpenStream => !IsDraining && _nextStreamId > 0 && ActiveStreams + _unsent.Count < Peer.MaxConcurrentStreams;

    /// <summary>Streams the server lets be open at a time; 100 until its SETTINGS came.</summary>
    public int MaxStreams => Peer.MaxConcurrentStreams;

    /// <summary>Whether the server's SETTINGS came.</summary>
    public bool HasSettings => Peer.Received;

    /// <summary>Whether the server takes requests with <see cref="HeaderBlock.Protocol"/> (RFC 8441); known with <see cref="HasSettings"/>.</summary>
    public bool AllowsExtendedConnect => Peer.AllowsExtendedConnect;

    internal override bool IsReused => _nextStreamId is > 3 or < 0;

    /// <summary>Begins a stream; <see cref="HttpStream.SendHeaders"/> on the result sends the request.</summary>
    /// <exception cref="InvalidOperationException"><see cref="CanOpenStream"/> is false.</exception>
    public HttpStream OpenStream(IHttpStreamHandler handler)
    {
        if (!CanOpenStream)
            throw new InvalidOperationException("The connection has no room for another stream or takes none any more.");
        var stream = Streams.Rent();
        stream.Begin(0);
        stream.Handler = handler;
        _unsent.Add(stream);
        return stream;
    }

    /// <inheritdoc/>
    public override void OnConnected(Connection connection)
    {
        base.OnConnected(connection);
        _owner.OnConnected(this);
    }

    internal override bool SendHead(Http2Stream stream, HeaderBlock head, bool endStream)
    {
        if (head.Method.IsEmpty)
            throw new ArgumentException("A request needs a method.", nameof(head));
        if (!head.Protocol.IsEmpty && !Peer.AllowsExtendedConnect)
            throw new InvalidOperationException($"The server does not take extended CONNECT; see {nameof(AllowsExtendedConnect)}.");
        _unsent.Remove(stream);
        stream.Open(_nextStreamId, NewSendWindow(), NewReceiveWindow());
        stream.NoteRequest(head);
        Streams.Add(stream);
        // After 2^30 streams this turns negative and ends the connection's use.
        _nextStreamId = unchecked(_nextStreamId + 2);
        HeadWriter.WriteRequest(Connection.Output, stream.Id, head, endStream);
        Connection.ScheduleFlush();
        return true;
    }

    private protected override bool IsIdle(int streamId) => streamId % 2 == 0 || (_nextStreamId > 0 && streamId >= _nextStreamId);

    private protected override void OnResponse(Http2Stream stream, ReadOnlySpan<byte> block, bool endStream)
    {
        if (!TryDecode(block, HeadKind.Response, stream.Head, out var verdict))
            return;
        var head = stream.Head;
        if (verdict == HeadVerdict.TooLarge)
            BreakStream(stream, Http2ErrorCode.EnhanceYourCalm);
        else if (verdict == HeadVerdict.Malformed)
            BreakStream(stream, Http2ErrorCode.ProtocolError);
        else if (head.Status >= 200)
            OnFinalResponse(stream, endStream);
        else if (endStream)
            BreakStream(stream, Http2ErrorCode.ProtocolError);
        else if (!stream.TryTakeInterim())
            BreakStream(stream, Http2ErrorCode.EnhanceYourCalm);
    }

    private void OnFinalResponse(Http2Stream stream, bool endStream)
    {
        var head = stream.Head;
        var isSuccess = head.Status < 300;
        if (isSuccess && !stream.RequestedProtocol.IsEmpty)
        {
            head.Status = 200;
            head.Protocol = stream.RequestedProtocol;
        }
        // RFC 9110 §6.4.1: what has no body, whatever Content-Length says.
        var length = stream.IsHeadRequest || head.Status is 204 or 304 ? 0 : stream.IsConnect && isSuccess ? -1 : ContentLength;
        if (endStream && length > 0)
            BreakStream(stream, Http2ErrorCode.ProtocolError);
        else
            stream.OnHead(length, endStream);
    }
}
