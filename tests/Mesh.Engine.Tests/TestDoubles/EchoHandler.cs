using Mesh.Engine.Sockets;

namespace Mesh.Engine.Tests.TestDoubles;

/// <summary>Sends back what comes; ends when the peer ends.</summary>
internal sealed class EchoHandler : IConnectionHandler
{
    public void OnConnected(Connection connection)
    {
    }

    public void OnData(Connection connection)
    {
        connection.Input.MoveAllTo(connection.Output);
        connection.ScheduleFlush();
    }

    public void OnEndOfInput(Connection connection) => connection.CloseOutput();

    public void OnWritable(Connection connection)
    {
    }

    public void OnClosed(Connection connection, CloseReason reason)
    {
    }
}

/// <summary>Sends a message, waits for its echo, and again; then closes or aborts.</summary>
internal sealed class PingHandler(int rounds, bool abort) : IConnectionHandler
{
    private static ReadOnlySpan<byte> Message => "sixteen bytes ok"u8;

    public int Rounds { get; private set; }

    public bool IsClosed { get; private set; }

    public void OnConnected(Connection connection) => Send(connection);

    public void OnData(Connection connection)
    {
        if (connection.Input.Length < Message.Length)
            return;
        connection.Input.Consume(Message.Length);
        if (++Rounds < rounds)
            Send(connection);
        else if (abort)
            connection.Abort();
        else
            connection.Close();
    }

    public void OnEndOfInput(Connection connection)
    {
    }

    public void OnWritable(Connection connection)
    {
    }

    public void OnClosed(Connection connection, CloseReason reason) => IsClosed = true;

    private static void Send(Connection connection)
    {
        connection.Output.Append(Message);
        connection.ScheduleFlush();
    }
}
