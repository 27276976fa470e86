using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Http2;

/// <summary>How far one direction of a stream is.</summary>
internal enum StreamPhase
{
    /// <summary>The (final) head is still to come.</summary>
    Head,

    /// <summary>The head has come, the direction has not ended.</summary>
    Body,

    /// <summary>Sending only: the end waits behind queued data.</summary>
    Ending,

    /// <summary>END_STREAM was sent or received.</summary>
    Ended,
}

/// <summary>
/// A stream of an HTTP/2 connection, RFC 9113 §5. Objects are used again for later streams: while one rests, and after its handler's
/// exchange is over, calls to it do nothing.
/// </summary>
internal sealed partial class Http2Stream : HttpStream, IDisposable
{
    private readonly Http2Connection _connection;
    private byte[] _protocol = [];
    private int _calls;
    private bool _isOpen;

    internal Http2Stream(Http2Connection connection)
    {
        _connection = connection;
        Pending = new ByteQueue(connection.Connection.Loop.Buffers);
    }

    /// <inheritdoc/>
    public override HttpVersion Version => HttpVersion.Http2;

    /// <inheritdoc/>
    public override bool OnReusedConnection => _connection.IsReused;

    /// <inheritdoc/>
    public override bool ResponseStarted => _responseStarted;

    /// <summary>The stream's id; 0 until a client sends the head.</summary>
    internal int Id { get; private set; }

    /// <summary>Whether the handler still listens and may make calls.</summary>
    internal bool IsLive { get; private set; }

    /// <summary>The received head.</summary>
    internal HeaderBlock Head { get; } = new();

    /// <summary>The received trailers.</summary>
    internal HeaderBlock Trailers => _trailers ??= new HeaderBlock();

    internal StreamPhase Sending { get; private set; }

    internal StreamPhase Receiving { get; private set; }

    /// <summary>Client: the request's method is HEAD, so that the response's Content-Length says nothing about its body.</summary>
    internal bool IsHeadRequest { get; private set; }

    /// <summary>The request is a CONNECT, plain or extended.</summary>
    internal bool IsConnect { get; private set; }

    /// <summary>The protocol that an extended CONNECT asked for; else empty.</summary>
    internal ReadOnlySpan<byte> RequestedProtocol => _protocol;

    internal bool IsQueued { get; set; }

    internal Http2Stream? QueuePrevious { get; set; }

    internal Http2Stream? QueueNext { get; set; }

    private IHttpStreamHandler HttpHandler => (IHttpStreamHandler)Handler!;

    /// <inheritdoc/>
    public override void Reset(StreamError error)
    {
        if (!IsLive)
            return;
        IsLive = false;
        Handler = null;
        if (Id == 0)
        {
            _connection.Forget(this);
            return;
        }
        // A finished response is not cut off because the rest of the request is not wanted.
        if (error == StreamError.Cancelled && Sending >= StreamPhase.Ending && _connection.IsServer)
        {
            _stopsReceiving = true;
            ReleaseUnconsumed();
            if (Sending == StreamPhase.Ended)
                _connection.Reset(this, Http2ErrorCode.NoError);
            return;
        }
        _connection.Reset(this, StreamErrorCodes.ToErrorCode(error));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Head.Dispose();
        _trailers?.Dispose();
        _pendingTrailers?.Dispose();
    }
}
