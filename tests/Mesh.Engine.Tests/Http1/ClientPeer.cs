using Mesh.Engine.Buffers;
using Mesh.Engine.Http1;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Http1;

/// <summary>A client connection, the server that answers it and the pool that owns it.</summary>
internal sealed class ClientPeer : IHttp1ClientOwner, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;
    private readonly List<string> _events = [];

    internal ClientPeer(Http1Options? options = null)
    {
        _loop = new EventLoop(_time);
        Connection = new MemoryConnection(_loop, new RecordingHandler());
        Client = new Http1ClientConnection(Connection, options ?? Http1Options.Default, this);
        Connection.Connect();
        Turn();
    }

    internal MemoryConnection Connection { get; }

    internal Http1ClientConnection Client { get; }

    internal StreamRecorder Last { get; private set; } = null!;

    /// <summary>Exchanges opened.</summary>
    internal int Asked { get; private set; }

    internal string Events => string.Join(" ", _events);

    /// <summary>What is done as soon as the connection is idle.</summary>
    internal Action? WhenIdle { get; set; }

    internal string Log => Last.Log;

    /// <summary>Opens an exchange and sends its request; the result is what the server has received.</summary>
    internal string Request(string request, string? body = null, bool end = true)
    {
        Open();
        return SendHead(request, body, end);
    }

    internal void Open()
    {
        Asked++;
        Last = new StreamRecorder();
        Last.Stream = Client.OpenStream(Last);
    }

    internal string SendHead(string request, string? body = null, bool end = true)
    {
        using var block = Blocks.Request(request);
        Last.Stream.SendHeaders(block, end && body is null);
        if (body is not null)
            Last.Stream.SendData(Heads.Bytes(body), end);
        return Turn();
    }

    internal string Respond(string text)
    {
        Connection.Feed(Heads.Bytes(text));
        return Turn();
    }

    internal string EndInput()
    {
        Connection.FeedEnd();
        return Turn();
    }

    internal string Advance(TimeSpan time)
    {
        _time.Advance(time);
        return Turn();
    }

    internal string Turn()
    {
        _loop.RunOnce(0);
        var sent = Heads.Text(Connection.TakeSent()).Replace("\r\n", "|", StringComparison.Ordinal);
        return sent + (Connection.Closed is { } reason ? $" {reason}" : Connection.OutputEnded ? " FIN" : "");
    }

    public void OnConnected(Http1ClientConnection connection) => _events.Add("connected");

    public void OnIdle(Http1ClientConnection connection)
    {
        Assert.True(connection.IsIdle);
        _events.Add("idle");
        WhenIdle?.Invoke();
    }

    public void OnClosed(Http1ClientConnection connection, CloseReason reason) => _events.Add($"closed:{reason}");

    public void Dispose()
    {
        Connection.Abort();
        Turn();
        Assert.Single(_events, text => text.StartsWith("closed", StringComparison.Ordinal));
        Assert.Equal(_loop.Buffers.IdleBlocks * BufferPool.BlockSize, _loop.Buffers.AllocatedBytes);
        _loop.Dispose();
    }
}
