using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Tcp;

/// <summary>Opens a plaintext TCP connection for an exchange.</summary>
internal sealed class DialOpening : IUpstreamOpening, IConnectionHandler
{
    private readonly TcpExchange _exchange;
    private readonly Connection _connection;
    private bool _isOver;

    /// <summary>Begins to connect.</summary>
    internal DialOpening(TcpExchange exchange, Func<IConnectionHandler, Connection> connect)
    {
        _exchange = exchange;
        _connection = connect(this);
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        if (_isOver)
            return;
        _isOver = true;
        _connection.Abort();
    }

    /// <inheritdoc/>
    public void OnConnected(Connection connection)
    {
        _isOver = true;
        _exchange.OnUpstreamOpened(new ConnectionStream(connection));
    }

    /// <inheritdoc/>
    public void OnData(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason)
    {
        if (_isOver)
            return;
        _isOver = true;
        _exchange.OnUpstreamFailed(reason == CloseReason.ConnectTimeout ? StreamError.ConnectTimeout : StreamError.ConnectFailed);
    }
}
