using Mesh.Engine.Sockets;

namespace Mesh.Engine.Http1;

/// <summary>Keeps client connections: a pool. Called on their loop, never from inside a call to the connection or its stream.</summary>
public interface IHttp1ClientOwner
{
    /// <summary>The connection is established (with TLS: the handshake is done).</summary>
    void OnConnected(Http1ClientConnection connection);

    /// <summary>The exchange is over and <see cref="Http1ClientConnection.OpenStream"/> may be called again.</summary>
    void OnIdle(Http1ClientConnection connection);

    /// <summary>The connection is gone; an open exchange was told before. Also raised when the peer closes an idle connection.</summary>
    void OnClosed(Http1ClientConnection connection, CloseReason reason);
}
