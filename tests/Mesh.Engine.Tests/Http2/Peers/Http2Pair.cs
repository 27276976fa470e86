using Mesh.Engine.Http;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>A client and a server connection joined to each other.</summary>
internal sealed class Http2Pair : IHttp2ClientOwner, IHttpServer, IDisposable
{
    private readonly Func<IHttpStreamHandler> _serve;

    internal Http2Pair(Func<IHttpStreamHandler> serve, Http2Options? client = null, Http2Options? server = null, TimeProvider? time = null)
    {
        Loop = new EventLoop(time);
        _serve = serve;
        (ClientLink, ServerLink) = LinkedConnection.Create(Loop);
        Client = new Http2ClientConnection(ClientLink, client ?? Http2Options.Default, this);
        Server = new Http2ServerConnection(ServerLink, server ?? Http2Options.Default, this);
        Loop.UnhandledError += error => Error ??= error;
        Loop.RunUntil(() => Client.HasSettings);
    }

    internal EventLoop Loop { get; }

    internal LinkedConnection ClientLink { get; }

    internal LinkedConnection ServerLink { get; }

    internal Http2ClientConnection Client { get; }

    internal Http2ServerConnection Server { get; }

    internal Exception? Error { get; private set; }

    internal List<CloseReason> Closed { get; } = [];

    internal bool WentAway { get; private set; }

    internal Action? Available { get; set; }

    internal void RunUntil(Func<bool> condition)
    {
        Loop.RunUntil(() => condition() || Error is not null);
        Assert.Null(Error);
    }

    IHttpStreamHandler IHttpServer.OnStream(HttpStream stream) => _serve();

    void IHttpServer.OnConnectionClosed()
    {
    }

    void IHttp2ClientOwner.OnConnected(Http2ClientConnection connection)
    {
    }

    void IHttp2ClientOwner.OnAvailable(Http2ClientConnection connection) => Available?.Invoke();

    void IHttp2ClientOwner.OnGoAway(Http2ClientConnection connection) => WentAway = true;

    void IHttp2ClientOwner.OnClosed(Http2ClientConnection connection, CloseReason reason) => Closed.Add(reason);

    public void Dispose()
    {
        ClientLink.Abort();
        Loop.Dispose();
    }
}
