namespace Mesh.Engine.Sockets;

/// <summary>
/// Receives a connection's events, always on the connection's loop. Callbacks must not block.
/// After <see cref="OnClosed"/> no further callback comes.
/// </summary>
public interface IConnectionHandler
{
    /// <summary>The connection is usable: connected and, with TLS, the handshake is done and the chain verified.</summary>
    void OnConnected(Connection connection);

    /// <summary>
    /// Bytes were added to <see cref="Connection.Input"/>. The handler consumes what it can and leaves the rest;
    /// it is called again when more came.
    /// </summary>
    void OnData(Connection connection);

    /// <summary>The peer will send no more (FIN or close_notify). Sending stays possible.</summary>
    void OnEndOfInput(Connection connection);

    /// <summary><see cref="Connection.Output"/> fell to or below <see cref="Connection.LowWatermark"/> after it was above <see cref="Connection.HighWatermark"/>. Not after <see cref="Connection.CloseOutput"/>.</summary>
    void OnWritable(Connection connection);

    /// <summary>The connection is gone. Its buffers are given back when this returns.</summary>
    void OnClosed(Connection connection, CloseReason reason);
}

/// <summary>Why a connection ended.</summary>
public enum CloseReason
{
    /// <summary>Both directions ended in good order.</summary>
    Graceful,

    /// <summary>This side aborted it.</summary>
    Aborted,

    /// <summary>The peer reset it.</summary>
    Reset,

    /// <summary>It could not be established: refused, unreachable.</summary>
    ConnectFailed,

    /// <summary>It could not be established in time.</summary>
    ConnectTimeout,

    /// <summary>The TLS handshake failed; see <see cref="Connection.CloseDetail"/>.</summary>
    TlsFailed,

    /// <summary>A system call or the TLS layer failed later.</summary>
    Error,
}
