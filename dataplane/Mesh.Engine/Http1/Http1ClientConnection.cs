using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <summary>
/// The client side of an HTTP/1.1 connection, RFC 9112: one exchange at a time. After an exchange it is idle again, or it closes itself:
/// when either side asked for that, when a body was left unfinished, when the response ended with the connection.
/// </summary>
public sealed partial class Http1ClientConnection : Http1Connection
{
    private readonly IHttp1ClientOwner _owner;
    private readonly RequestContext _request = new();
    private HeadReader _reader;
    private Phase _phase = Phase.Idle;
    private long _exchanges;
    private int _interims;
    private bool _responseStarted;
    private bool _retired;

    /// <summary>Takes <paramref name="connection"/> over; it may still be connecting.</summary>
    public Http1ClientConnection(Connection connection, Http1Options options, IHttp1ClientOwner owner)
        : base(connection, options) => _owner = owner;

    private enum Phase
    {
        Idle,
        Response,
        Body,
        Closing,
    }

    /// <summary>Whether <see cref="OpenStream"/> may be called.</summary>
    public bool IsIdle => _phase == Phase.Idle && IsUsable;

    internal override bool IsReused => _exchanges > 1;

    internal override bool ResponseStarted => _responseStarted;

    /// <summary>Begins an exchange; <see cref="HttpStream.SendHeaders"/> on the result sends the request.</summary>
    /// <exception cref="InvalidOperationException">The connection is not idle.</exception>
    public HttpStream OpenStream(IHttpStreamHandler handler)
    {
        if (!IsIdle)
            throw new InvalidOperationException("The connection is in use or closing.");
        _phase = Phase.Response;
        _exchanges++;
        _interims = 0;
        _responseStarted = false;
        _reader = new HeadReader(trailers: false);
        Stream.Receiver.Begin(new MessageFraming(BodyKind.UntilClose, 0, false));
        Stream.Begin(HttpVersion.Http11, handler);
        return Stream;
    }

    /// <summary>Closes the connection if it is idle; an exchange goes on and the connection closes after it.</summary>
    public void Close()
    {
        _retired = true;
        if (_phase == Phase.Idle)
            CloseNow();
    }

    /// <inheritdoc/>
    public override void OnConnected(Connection connection) => _owner.OnConnected(this);

    internal override HeadSent SendHead(HeaderBlock head, bool endStream, out MessageFraming framing)
    {
        if (!RequestHeadEncoder.TryEncode(head, endStream, Connection.Output, out framing))
            return HeadSent.Refused;
        _request.Begin(head, in framing);
        if (framing.Kind == BodyKind.Tunnel)
            Stream.AskForTunnel();
        return HeadSent.Final;
    }

    // A refused tunnel has nothing left to send: its handler may end it or give it up, it is the same.
    private bool IsComplete => Stream.IsOver || (Stream.WasReset && Stream.IsRefusedTunnel && Stream.Receiver.Ended);

    private bool IsUsable => !_retired && !Connection.IsClosed && !Connection.InputEnded && Connection.Input.IsEmpty;

    private protected override bool Step(out bool needsInput)
    {
        needsInput = _phase != Phase.Closing;
        if (_phase == Phase.Closing)
            return false;
        if (_phase == Phase.Idle)
            return StepIdle();
        if (Stream.HasFailed || (Stream.WasReset && !IsComplete))
            return Abandon();
        return _phase == Phase.Response ? StepResponse() : StepBody(out needsInput);
    }

    private protected override void OnDeadline()
    {
    }

    private protected override void OnIdleTimeout()
    {
        if (_phase == Phase.Idle)
            CloseNow();
        else
            Break(StreamError.Timeout);
    }

    private protected override void Closed(CloseReason reason)
    {
        _phase = Phase.Closing;
        if (!Stream.IsOver)
            Stream.Break(ErrorOf(reason));
        _owner.OnClosed(this, reason);
    }

    // RFC 9112 §9.5: nothing may come on an idle connection but its end.
    private bool StepIdle()
    {
        if (!Connection.Input.IsEmpty)
        {
            Options.Refused?.Invoke(MessageError.Unsolicited);
            Connection.Abort();
        }
        else if (Connection.InputEnded)
            CloseNow();
        return false;
    }
}
