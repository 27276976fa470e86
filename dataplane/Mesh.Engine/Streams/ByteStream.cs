namespace Mesh.Engine.Streams;

/// <summary>
/// One bidirectional flow-controlled stream of bytes: a TCP connection, an HTTP message's body or a CONNECT stream.
/// Used on its loop only.
/// </summary>
/// <remarks>
/// Backpressure works both ways. Receiving: data handed to <see cref="IByteStreamHandler.OnData"/> counts against a window
/// until the receiver calls <see cref="Consumed"/>; while the window is used up the stream reads no more from its peer.
/// Sending: <see cref="SendData"/> always takes all bytes, but a caller stops when <see cref="SendCapacity"/> is not positive
/// and goes on at <see cref="IByteStreamHandler.OnWritable"/>.
/// </remarks>
public abstract class ByteStream
{
    /// <summary>Receives the stream's events; set before the first one.</summary>
    public IByteStreamHandler? Handler { get; set; }

    /// <summary>How many more bytes should be sent before waiting for <see cref="IByteStreamHandler.OnWritable"/>; negative when already too many.</summary>
    public abstract int SendCapacity { get; }

    /// <summary>Whether this side may still send.</summary>
    public abstract bool CanSend { get; }

    /// <summary>Sends (or queues) all of <paramref name="data"/>; with <paramref name="endStream"/> nothing follows.</summary>
    public abstract void SendData(ReadOnlySpan<byte> data, bool endStream);

    /// <summary>The receiver is done with <paramref name="count"/> bytes it was given; the peer may send as many more.</summary>
    public abstract void Consumed(int count);

    /// <summary>Ends both directions at once. The handler hears nothing more.</summary>
    public abstract void Reset(StreamError error);
}

/// <summary>Receives a <see cref="ByteStream"/>'s events, always on its loop.</summary>
public interface IByteStreamHandler
{
    /// <summary>Data arrived; the span is valid during the call. May be empty with <paramref name="endStream"/>.</summary>
    void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream);

    /// <summary><see cref="ByteStream.SendCapacity"/> is positive again.</summary>
    void OnWritable(ByteStream stream);

    /// <summary>The stream broke: reset by the peer, connection lost, protocol error. Nothing follows.</summary>
    void OnReset(ByteStream stream, StreamError error);
}

/// <summary>Why a stream broke.</summary>
public enum StreamError
{
    /// <summary>The peer or this side no longer wants it (RST_STREAM CANCEL, TCP reset).</summary>
    Cancelled,

    /// <summary>Not processed by the peer (RST_STREAM REFUSED_STREAM, or above GOAWAY's last stream): safe to send again.</summary>
    Refused,

    /// <summary>The connection could not be established: safe to send again.</summary>
    ConnectFailed,

    /// <summary>The connection could not be established in time: safe to send again.</summary>
    ConnectTimeout,

    /// <summary>The peer failed authentication or its identity is not the expected one: nothing was sent.</summary>
    PeerRejected,

    /// <summary>The connection was lost while the stream was in use.</summary>
    ConnectionLost,

    /// <summary>The peer broke the protocol.</summary>
    Protocol,

    /// <summary>A limit was exceeded (flood, oversize).</summary>
    TooMuch,

    /// <summary>A deadline passed.</summary>
    Timeout,

    /// <summary>A bug or a lack of resources on this side.</summary>
    Internal,
}
