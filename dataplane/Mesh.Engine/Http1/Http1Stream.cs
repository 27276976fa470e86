using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http1;

/// <summary>How far the sending direction is.</summary>
internal enum SendPhase
{
    /// <summary>The (final) head is not sent.</summary>
    Head,

    /// <summary>The head is sent, the body has not ended.</summary>
    Body,

    /// <summary>Nothing more will be sent.</summary>
    Ended,
}

/// <summary>
/// The exchange on an HTTP/1 connection. There is one object for each connection, used again for each exchange.
/// Calls only note what they make possible; the connection acts on it, and raises events, when it advances.
/// </summary>
internal sealed partial class Http1Stream : HttpStream
{
    private readonly Http1Connection _connection;
    private BodyEncoder _encoder;
    private HttpVersion _version;
    private ByteQueue? _held;
    private TunnelState _tunnel;
    private bool _heldEnd;

    internal Http1Stream(Http1Connection connection, Http1Options options)
    {
        _connection = connection;
        Receiver = new BodyReceiver(options);
    }

    /// <inheritdoc/>
    public override HttpVersion Version => _version;

    /// <inheritdoc/>
    public override bool OnReusedConnection => _connection.IsReused;

    /// <inheritdoc/>
    public override bool ResponseStarted => _connection.ResponseStarted;

    /// <inheritdoc/>
    // One more than the watermark, because the connection only calls back after more than that was queued.
    public override int SendCapacity => Connection.HighWatermark + 1 - _connection.Connection.Output.Length - HeldBytes;

    /// <inheritdoc/>
    public override bool CanSend => IsLive && Sending != SendPhase.Ended;

    /// <summary>The received head.</summary>
    internal HeaderBlock Head { get; } = new();

    /// <summary>The received body.</summary>
    internal BodyReceiver Receiver { get; }

    /// <summary>How far the sending direction is.</summary>
    internal SendPhase Sending { get; private set; } = SendPhase.Ended;

    /// <summary>How the sent body is delimited.</summary>
    internal BodyKind SentKind => _encoder.Kind;

    /// <summary>Whether the handler still listens.</summary>
    internal bool IsLive { get; private set; }

    /// <summary>Whether the handler gave the exchange up.</summary>
    internal bool WasReset { get; private set; }

    /// <summary>Whether the handler sent what cannot be sent.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Whether no final head was sent.</summary>
    internal bool SentNothing { get; private set; }

    /// <summary>Whether both directions have ended.</summary>
    internal bool IsOver => Sending == SendPhase.Ended && Receiver.Ended;

    private int HeldBytes => _tunnel == TunnelState.Asked ? _held!.Length : 0;

    /// <inheritdoc/>
    public override void Consumed(int count)
    {
        if (IsLive && Receiver.Consumed(count))
            _connection.ScheduleAdvance();
    }

    /// <inheritdoc/>
    public override void Reset(StreamError error)
    {
        if (!IsLive)
            return;
        IsLive = false;
        WasReset = true;
        _connection.ScheduleAdvance();
    }
}
