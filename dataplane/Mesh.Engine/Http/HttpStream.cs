using Mesh.Engine.Streams;

namespace Mesh.Engine.Http;

/// <summary>
/// One HTTP exchange on one connection, seen from one side: a request being received and its response being sent (server),
/// or the reverse (client). HTTP/1 connections and HTTP/2 streams look the same from here. RFC 9110.
/// </summary>
/// <remarks>
/// Order of calls on the sending side: any number of interim responses (server), then <see cref="SendHeaders"/> once,
/// <see cref="ByteStream.SendData"/> any number of times, and an end: <c>endStream</c> on the last of them or <see cref="SendTrailers"/>.
/// After a CONNECT or upgrade was accepted (2xx, or 101 mapped to it) data flows both ways until each side ends.
/// An accepted upgrade or extended CONNECT is a final response with status 200 whose <see cref="HeaderBlock.Protocol"/> names the protocol;
/// a 2xx response without it is an ordinary response of a server that ignored the upgrade. Any response that does not accept ends what the
/// server receives (with an ordinary end event); the client still ends its direction or resets it, and what it sends is dropped.
///
/// An exchange is over, and its stream must not be used any more, after <see cref="IByteStreamHandler.OnReset"/>, after
/// <see cref="ByteStream.Reset"/>, or when both directions have ended. A server whose response ended before the request did goes on
/// receiving, or calls Reset(Cancelled), which leaves the finished response intact (RST_STREAM NO_ERROR in HTTP/2).
/// No event is raised inside a call to the stream: what a call makes possible comes later in the same or in the next turn.
/// </remarks>
public abstract class HttpStream : ByteStream
{
    /// <summary>HTTP version of the connection this stream is on.</summary>
    public abstract HttpVersion Version { get; }

    /// <summary>
    /// Client side: the connection had carried an exchange before this one, so that a loss before any response byte may
    /// only mean that the peer closed an idle connection.
    /// </summary>
    public virtual bool OnReusedConnection => false;

    /// <summary>Client side: whether any byte of the response arrived.</summary>
    public abstract bool ResponseStarted { get; }

    /// <summary>Sends the head. The block is read during the call and may be reused after it.</summary>
    public abstract void SendHeaders(HeaderBlock head, bool endStream);

    /// <summary>Sends trailers and ends the sending direction.</summary>
    public abstract void SendTrailers(HeaderBlock trailers);
}

/// <summary>Receives an <see cref="HttpStream"/>'s events, always on its loop.</summary>
public interface IHttpStreamHandler : IByteStreamHandler
{
    /// <summary>
    /// The head arrived: the request's (server), an interim (1xx, client, any number of times) or the final response's.
    /// The block belongs to the stream and stays valid until the exchange is over; the handler may change it.
    /// </summary>
    void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream);

    /// <summary>Trailers arrived; the receiving direction is at its end.</summary>
    void OnTrailers(HttpStream stream, HeaderBlock trailers);
}

/// <summary>Accepts the exchanges of a server connection.</summary>
public interface IHttpServer
{
    /// <summary>A request begins; the returned handler receives its events, first <see cref="IHttpStreamHandler.OnHeaders"/>.</summary>
    IHttpStreamHandler OnStream(HttpStream stream);

    /// <summary>The connection is gone. Every open exchange was told by <see cref="IByteStreamHandler.OnReset"/> before.</summary>
    void OnConnectionClosed();
}

/// <summary>HTTP versions.</summary>
public enum HttpVersion
{
    /// <summary>HTTP/1.0.</summary>
    Http10,

    /// <summary>HTTP/1.1, RFC 9112.</summary>
    Http11,

    /// <summary>HTTP/2, RFC 9113.</summary>
    Http2,
}
