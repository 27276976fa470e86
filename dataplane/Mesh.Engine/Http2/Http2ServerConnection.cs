using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http2;

/// <summary>
/// The server side of an HTTP/2 connection, RFC 9113, with extended CONNECT (RFC 8441). Malformed requests are refused here and never
/// reach the <see cref="IHttpServer"/>.
/// </summary>
/// <remarks>
/// A response with a 2xx status and no <see cref="HeaderBlock.Protocol"/> to an extended CONNECT comes from a server that ignored the
/// upgrade. HTTP/2 cannot say that (2xx means accepted), so the client gets status 502.
/// </remarks>
public sealed class Http2ServerConnection : Http2Connection
{
    private readonly IHttpServer _server;
    private HeaderBlock? _refusal;
    private int _lastStreamId;
    private int _skippedAbove = int.MaxValue;
    private int _skippedBelow;

    /// <summary>Takes <paramref name="connection"/> over, with what it has received: from the client's preface on.</summary>
    public Http2ServerConnection(Connection connection, Http2Options options, IHttpServer server)
        : base(connection, options, isServer: true) => _server = server;

    /// <summary>Who receives the requests.</summary>
    public IHttpServer Server => _server;

    internal override bool IsReused => false;

    private protected override int LastPeerStream => _lastStreamId;

    internal override bool SendHead(Http2Stream stream, HeaderBlock head, bool endStream)
    {
        if (head.Status is < 100 or > 999 or 101)
            throw new ArgumentException("A response needs a status from 100 to 999 that is not 101.", nameof(head));
        var isFinal = head.Status >= 200;
        if (!isFinal && endStream)
            throw new ArgumentException("An interim response does not end the stream.", nameof(endStream));
        var ignoresUpgrade = head.Status is >= 200 and < 300 && !stream.RequestedProtocol.IsEmpty && head.Protocol.IsEmpty;
        HeadWriter.WriteResponse(Connection.Output, stream.Id, head, ignoresUpgrade ? 502 : head.Status, endStream);
        Connection.ScheduleFlush();
        return isFinal;
    }

    private protected override bool IsIdle(int streamId) => streamId % 2 == 0 || (streamId > _lastStreamId && !IsFinal);

    private protected override bool IsBeyondGoAway(int streamId) => IsFinal && streamId % 2 != 0 && streamId > _lastStreamId;

    private protected override bool TryBegin(int streamId, ReadOnlySpan<byte> block, bool endStream)
    {
        if (streamId % 2 == 0 || streamId <= _lastStreamId || IsFinal)
            return false;
        NoteBegun(streamId);
        if (ActiveStreams >= Options.MaxConcurrentStreams)
        {
            if (Discard(block))
                Refuse(streamId, Http2ErrorCode.RefusedStream, Http2Breach.StreamLimit);
            return true;
        }
        var stream = Streams.Rent();
        stream.Begin(streamId);
        if (!TryDecode(block, HeadKind.Request, stream.Head, out var verdict))
            return true;
        if (verdict == HeadVerdict.Valid && endStream && ContentLength > 0)
            verdict = HeadVerdict.Malformed;
        if (verdict == HeadVerdict.Valid)
        {
            Begin(stream, endStream);
            return true;
        }
        stream.Abandon();
        if (verdict == HeadVerdict.TooLarge)
        {
            AnswerTooLarge(streamId);
            Refuse(streamId, Http2ErrorCode.NoError, Http2Breach.HeadTooLarge);
        }
        else
            Refuse(streamId, Http2ErrorCode.ProtocolError, Http2Breach.Malformed);
        return true;
    }

    private protected override bool WasSkipped(int streamId) => streamId > _skippedAbove && streamId < _skippedBelow;

    private protected override void OnGoAway(int lastStreamId)
    {
        NotePeerDrains();
        CloseIfDrained();
    }

    private protected override void OnGone(CloseReason reason) => _server.OnConnectionClosed();

    // RFC 9113 §5.1.1: the ids between are used up. Remembered for the last gap only, to tell the two errors of a late HEADERS apart.
    private void NoteBegun(int streamId)
    {
        if (streamId > _lastStreamId + 2)
            (_skippedAbove, _skippedBelow) = (_lastStreamId, streamId);
        _lastStreamId = streamId;
    }

    private void Begin(Http2Stream stream, bool endStream)
    {
        stream.Open(stream.Id, NewSendWindow(), NewReceiveWindow());
        stream.NoteRequest(stream.Head);
        Streams.Add(stream);
        var length = ContentLength;
        var handler = _server.OnStream(stream);
        if (!stream.IsLive)
            return;
        stream.Handler = handler;
        stream.OnHead(length, endStream);
    }

    private void Refuse(int streamId, Http2ErrorCode code, Http2Breach breach)
    {
        Options.Counters.Count(breach);
        SendReset(streamId, code);
        CountReset(Http2Breach.InducedReset);
    }

    // RFC 6585 §5: more helpful than a reset.
    private void AnswerTooLarge(int streamId)
    {
        _refusal ??= new HeaderBlock { Status = 431 };
        HeadWriter.WriteResponse(Connection.Output, streamId, _refusal, _refusal.Status, endStream: true);
    }
}
