using Mesh.Engine.Http;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Http2.Loopback;

/// <summary>A real HTTP/2 server on a loop of its own thread.</summary>
internal sealed class EchoServer : IHttpServer, IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly TcpListener _listener;
    private readonly List<Http2ServerConnection> _connections = [];

    internal EchoServer()
    {
        _loop.UnhandledError += error => Error ??= error;
        _listener = TcpListener.Listen(_loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions(), new Acceptor(connection =>
        {
            _connections.Add(new Http2ServerConnection(connection, Http2Options.Default, this));
            return connection.Handler;
        }));
        _loop.Start("echo server");
    }

    internal Uri Address => new($"http://{_listener.Local}");

    internal Exception? Error { get; private set; }

    internal int Closed { get; private set; }

    internal void Drain() => _loop.Post(() => _connections.ForEach(connection => connection.Drain()));

    public IHttpStreamHandler OnStream(HttpStream stream) => new EchoHandler();

    public void OnConnectionClosed() => Closed++;

    public void Dispose()
    {
        _loop.Dispose();
        Assert.Null(Error);
    }
}
