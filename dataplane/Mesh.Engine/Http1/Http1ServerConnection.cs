using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <summary>
/// The server side of an HTTP/1.0 or 1.1 connection, RFC 9112: keep-alive, pipelining (a request is read when the response before it is
/// complete), CONNECT and upgrades. Malformed requests are answered here and never reach the <see cref="IHttpServer"/>.
/// </summary>
public sealed partial class Http1ServerConnection : Http1Connection
{
    private readonly IHttpServer _server;
    private readonly RequestContext _request = new();
    private HeadReader _reader = new(trailers: false);
    private Phase _phase = Phase.Head;
    private bool _emptyLineSkipped;
    private bool _endsAfterResponse;
    private bool _draining;

    /// <summary>Takes <paramref name="connection"/> over, with what it has received.</summary>
    public Http1ServerConnection(Connection connection, Http1Options options, IHttpServer server)
        : base(connection, options) => _server = server;

    /// <summary>Who receives the requests.</summary>
    public IHttpServer Server => _server;

    private enum Phase
    {
        Head,
        Exchange,
        Closing,
    }

    /// <summary>
    /// Makes the next response the last and lets it say so (<c>Connection: close</c>). An idle connection stays open for one more request: closing
    /// it would fail the one that may be on its way.
    /// </summary>
    public void EndAfterResponse() => _endsAfterResponse = true;

    /// <summary>Closes as soon as possible without failing a request: at once when idle, else after the current response.</summary>
    public void Drain()
    {
        _draining = true;
        ScheduleAdvance();
    }

    internal override HeadSent SendHead(HeaderBlock head, bool endStream, out MessageFraming framing)
    {
        var interim = ResponseHeadEncoder.IsInterim(head);
        framing = default;
        // RFC 9110 §15.2: HTTP/1.0 clients do not know interim responses.
        if (interim && Stream.Version == HttpVersion.Http10)
            return HeadSent.Interim;
        var close = _draining || _endsAfterResponse || (Connection.InputEnded && Connection.Input.IsEmpty) || _request.ClosesWith(head, Stream.Receiver);
        var context = new ResponseContext(_request.Kind, Stream.Version, close);
        if (!ResponseHeadEncoder.TryEncode(head, in context, _request.Protocol, endStream, Connection.Output, out framing))
            return HeadSent.Refused;
        if (interim)
        {
            _request.Continued |= head.Status == 100;
            return HeadSent.Interim;
        }
        _request.Persistent = framing.Persistent;
        return HeadSent.Final;
    }

    private protected override bool Step(out bool needsInput)
    {
        needsInput = false;
        return _phase switch
        {
            Phase.Head => StepHead(out needsInput),
            Phase.Exchange => StepExchange(out needsInput),
            _ => false,
        };
    }

    private protected override void OnDeadline()
    {
        if (_phase == Phase.Head)
            Refuse(MessageError.Late);
        else if (Stream.IsLive)
            BreakExchange(StreamError.Timeout, MessageError.Late);
        else
            CloseNow();
    }

    private protected override void OnIdleTimeout()
    {
        if (_phase == Phase.Exchange)
        {
            Stream.Break(StreamError.Timeout);
            Connection.Abort();
        }
        else
            CloseNow();
    }

    private protected override void Closed(CloseReason reason)
    {
        _phase = Phase.Closing;
        if (!Stream.IsOver)
            Stream.Break(reason == CloseReason.Reset ? StreamError.Cancelled : StreamError.ConnectionLost);
        _server.OnConnectionClosed();
    }
}
