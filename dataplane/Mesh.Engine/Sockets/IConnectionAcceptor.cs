namespace Mesh.Engine.Sockets;

/// <summary>Decides about the connections of a <see cref="TcpListener"/>, on its loop.</summary>
public interface IConnectionAcceptor
{
    /// <summary>
    /// A connection was accepted; its addresses are known, nothing was read and, with TLS, no handshake was made.
    /// </summary>
    /// <returns>Who receives its events, first <see cref="IConnectionHandler.OnConnected"/>; null to reset it at once.</returns>
    IConnectionHandler? OnAccept(Connection connection);
}
