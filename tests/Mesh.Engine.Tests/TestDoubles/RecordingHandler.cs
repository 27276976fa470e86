using Mesh.Engine.Sockets;

namespace Mesh.Engine.Tests.TestDoubles;

/// <summary>Notes every callback; reactions are delegates that the test sets.</summary>
internal sealed class RecordingHandler : IConnectionHandler
{
    public List<string> Events { get; } = [];

    public MemoryStream Received { get; } = new();

    public Connection? Connection { get; private set; }

    public bool Ended { get; private set; }

    public CloseReason? Closed { get; private set; }

    public string? Detail { get; private set; }

    public Action<Connection> Connected { get; set; } = static _ => { };

    public Action<Connection>? Data { get; set; }

    public Action<Connection> EndOfInput { get; set; } = static _ => { };

    public Action<Connection> Writable { get; set; } = static _ => { };

    public Action<Connection> AfterClosed { get; set; } = static _ => { };

    public void OnConnected(Connection connection)
    {
        Note("connected");
        Connection = connection;
        Connected(connection);
    }

    public void OnData(Connection connection)
    {
        Note("data");
        if (Data is null)
            TakeAll(connection);
        else
            Data(connection);
    }

    public void OnEndOfInput(Connection connection)
    {
        Note("end");
        Ended = true;
        EndOfInput(connection);
    }

    public void OnWritable(Connection connection)
    {
        Note("writable");
        Writable(connection);
    }

    public void OnClosed(Connection connection, CloseReason reason)
    {
        Note($"closed {reason}");
        Closed = reason;
        Detail = connection.CloseDetail;
        AfterClosed(connection);
    }

    /// <summary>Consumes all input into <see cref="Received"/>.</summary>
    public void TakeAll(Connection connection)
    {
        while (!connection.Input.IsEmpty)
        {
            var part = connection.Input.First;
            Received.Write(part);
            connection.Input.Consume(part.Length);
        }
    }

    private void Note(string text)
    {
        // Data comes in any number of pieces.
        if (text != "data" || Events.Count == 0 || Events[^1] != "data")
            Events.Add(text);
    }
}
