using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Http1;

/// <summary>The smallest proxy: every request goes to one upstream address over kept connections. Runs on a loop of its own.</summary>
internal sealed class RelayServer : IHttp1ClientOwner, IConnectionAcceptor, IDisposable
{
    private readonly EventLoop _loop = new();
    private readonly Stack<Http1ClientConnection> _idle = new();
    private readonly TcpListener _listener;
    private readonly IpEndpoint _upstream;

    internal RelayServer(int upstreamPort)
    {
        _upstream = new IpEndpoint([127, 0, 0, 1], upstreamPort);
        _listener = TcpListener.Listen(_loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions(), this);
        _loop.UnhandledError += error => Error ??= error;
        _loop.Start("relay");
    }

    internal int Port => _listener.Local.Port;

    internal int Connected { get; private set; }

    internal Exception? Error { get; private set; }

    /// <summary>Bytes of loop buffers in use at the end.</summary>
    internal long LeakedBytes => _loop.Buffers.AllocatedBytes;

    public IConnectionHandler OnAccept(Connection connection) => new Http1ServerConnection(connection, Http1Options.Default, new Downstream(this));

    public void OnConnected(Http1ClientConnection connection) => Connected++;

    public void OnIdle(Http1ClientConnection connection) => _idle.Push(connection);

    public void OnClosed(Http1ClientConnection connection, CloseReason reason)
    {
    }

    public void Dispose() => _loop.Dispose();

    internal HttpStream Open(IHttpStreamHandler handler)
    {
        while (_idle.TryPop(out var idle))
        {
            if (idle.IsIdle)
                return idle.OpenStream(handler);
        }
        var connection = TcpConnector.Connect(_loop, _upstream, TcpConnectOptions.Default, new RecordingHandler());
        return new Http1ClientConnection(connection, Http1Options.Default, this).OpenStream(handler);
    }

    private sealed class Downstream(RelayServer relay) : IHttpServer
    {
        public IHttpStreamHandler OnStream(HttpStream stream) => new RelayExchange(relay, stream).Request;

        public void OnConnectionClosed()
        {
        }
    }
}
