using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http2;

/// <summary>Keeps client connections: a pool. Called on their loop, never from inside a call to a stream.</summary>
public interface IHttp2ClientOwner
{
    /// <summary>The connection is established (with TLS: the handshake is done).</summary>
    void OnConnected(Http2ClientConnection connection);

    /// <summary>
    /// Streams have ended or the server's limits changed: there may be room for new streams, or no stream may be left. At most once per turn.
    /// </summary>
    void OnAvailable(Http2ClientConnection connection);

    /// <summary>The server sent GOAWAY: no new streams. Those it will not process were told <see cref="Streams.StreamError.Refused"/>.</summary>
    void OnGoAway(Http2ClientConnection connection);

    /// <summary>The connection is gone; open streams were told before.</summary>
    void OnClosed(Http2ClientConnection connection, CloseReason reason);
}
