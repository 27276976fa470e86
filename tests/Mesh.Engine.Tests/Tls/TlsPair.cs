using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;
using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Tls;

/// <summary>A TLS client and server over loopback on one loop.</summary>
internal sealed class TlsPair : IDisposable
{
    private readonly TlsContext _serverContext;
    private readonly TlsContext _clientContext;
    private readonly TcpListener _listener;

    public TlsPair(TlsCredentials server, TlsCredentials client, TlsServerOptions? serverOptions = null, TlsClientOptions? clientOptions = null)
    {
        _serverContext = TlsContext.CreateServer(server, serverOptions ?? new TlsServerOptions());
        _clientContext = TlsContext.CreateClient(client, clientOptions ?? new TlsClientOptions());
        _listener = TcpListener.Listen(Loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions { Tls = _serverContext }, new Acceptor(Server));
    }

    public EventLoop Loop { get; } = new();

    public RecordingHandler Server { get; } = new();

    public RecordingHandler Client { get; } = new();

    public Connection Connect() =>
        TcpConnector.Connect(Loop, _listener.Local, new TcpConnectOptions { Tls = _clientContext }, Client);

    /// <summary>Connects and waits until both sides are connected.</summary>
    public TlsPair Established()
    {
        Connect();
        Loop.RunUntil(() => Client.Connection is not null && Server.Connection is not null, $"handshake ({Client.Detail}, {Server.Detail})");
        return this;
    }

    /// <summary>Connects and waits until both sides are closed.</summary>
    public TlsPair Refused()
    {
        Connect();
        Loop.RunUntil(() => Client.Closed is not null && Server.Closed is not null, "refusal");
        return this;
    }

    public void Dispose()
    {
        Loop.Dispose();
        _serverContext.Dispose();
        _clientContext.Dispose();
    }
}
