using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Loops;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tls;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Http1;

/// <summary>A server connection, the client that talks to it and the handlers of its exchanges.</summary>
internal sealed class ServerPeer : IHttpServer, IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventLoop _loop;

    internal ServerPeer(Http1Options? options = null, string received = "", TlsSession? tls = null)
    {
        _loop = new EventLoop(_time);
        Connection = new MemoryConnection(_loop, new RecordingHandler(), tls);
        Connection.Input.Append(Heads.Bytes(received));
        Server = new Http1ServerConnection(Connection, options ?? Http1Options.Default, this);
        Turn();
    }

    internal MemoryConnection Connection { get; }

    internal Http1ServerConnection Server { get; }

    internal List<StreamRecorder> Exchanges { get; } = [];

    internal StreamRecorder Last => Exchanges[^1];

    /// <summary>Called for each new handler.</summary>
    internal Action<StreamRecorder>? Prepare { get; set; }

    internal int Closed { get; private set; }

    internal string Log => string.Join(" ", Exchanges.Select(exchange => exchange.Log));

    /// <summary>The client sends; the result is what it has received since.</summary>
    internal string Send(string text)
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

    /// <summary>Runs the loop; the result is what the client has received, line ends as bars.</summary>
    internal string Turn()
    {
        _loop.RunOnce(0);
        return Heads.Text(Connection.TakeSent()).Replace("\r\n", "|", StringComparison.Ordinal) + State();
    }

    internal string Respond(string response, string? body = null, bool end = true)
    {
        Last.Respond(response, body, end);
        return Turn();
    }

    public IHttpStreamHandler OnStream(HttpStream stream)
    {
        var handler = new StreamRecorder();
        Exchanges.Add(handler);
        Prepare?.Invoke(handler);
        return handler;
    }

    public void OnConnectionClosed() => Closed++;

    public void Dispose()
    {
        Connection.Abort();
        Turn();
        Assert.Equal(1, Closed);
        Assert.Equal(_loop.Buffers.IdleBlocks * BufferPool.BlockSize, _loop.Buffers.AllocatedBytes);
        _loop.Dispose();
    }

    private string State() => Connection.Closed is { } reason ? $" {reason}" : Connection.OutputEnded ? " FIN" : "";
}
