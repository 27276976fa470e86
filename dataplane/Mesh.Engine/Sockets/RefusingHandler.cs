namespace Mesh.Engine.Sockets;

/// <summary>Handler of a connection nobody has taken yet.</summary>
internal sealed class RefusingHandler : IConnectionHandler
{
    internal static readonly RefusingHandler Instance = new();

    public void OnConnected(Connection connection) => connection.Abort();

    public void OnData(Connection connection) => connection.Abort();

    public void OnEndOfInput(Connection connection) => connection.Abort();

    public void OnWritable(Connection connection) => connection.Abort();

    public void OnClosed(Connection connection, CloseReason reason)
    {
    }
}
