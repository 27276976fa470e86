using System.Net;
using System.Net.Sockets;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Admin;
using Mesh.Proxy.Handover;
using Mesh.Proxy.Runtime;
using Mesh.Proxy.Tests.Pipelines;
using Mesh.TestKit;
using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Proxy.Tests.Handover;

/// <summary>A running proxy's admin socket with one listening socket to pass on.</summary>
internal sealed class HandoverPair : IDisposable
{
    internal static readonly Greeting Own = new(Greeting.Current, "t/web", 1, "1.0.0");

    private readonly TemporaryDirectory _directory = new();
    private readonly EventLoop _loop = new();
    private readonly AdminServer _admin;
    private readonly TcpListener _listener;
    private readonly ProxyState _state;

    internal HandoverPair()
    {
        _state = new ProxyState(TestProxy.OptionsOf(IPAddress.Loopback, "web"), new FixedDiscovery(), TimeProvider.System, new ProxyLog(Log, TimeProvider.System));
        _listener = TcpListener.Listen(_loop, new IpEndpoint([127, 0, 0, 1], 0), new TcpListenerOptions(), new NoConnections());
        Predecessor = new Predecessor(_state, Own, () => Task.FromResult<IReadOnlyList<NamedSocket>>([new("0/tunnel", _listener.Duplicate())]));
        _admin = new AdminServer(Path, new Dictionary<string, AdminCommand> { [Greeting.Command] = Predecessor.ServeAsync }, _state.Log, TimeProvider.System);
        _admin.Listen();
        _admin.Publish();
    }

    internal string Path => _directory["admin.sock"];

    internal StringWriter Log { get; } = new();

    internal Predecessor Predecessor { get; }

    /// <summary>Where the passed socket listens.</summary>
    internal IpEndpoint Address => _listener.Local;

    /// <summary>Greets as a successor that fits, or as another.</summary>
    internal async Task<Successor> GreetAsync(Greeting? greeting = null) =>
        (await Successor.GreetAsync(Path, greeting ?? Own, _state.Log, TimeProvider.System, CancellationToken.None))!;

    /// <summary>A successor of which each word is the test's.</summary>
    internal HandoverChannel Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Path));
        return new HandoverChannel(socket);
    }

    /// <summary>The proxy is on its way out.</summary>
    internal void BeginDrain() => _state.IsDraining = true;

    /// <summary>Waits for a line of the log.</summary>
    internal Task LoggedAsync(string text) => Eventually.TrueAsync(() => Log.ToString().Contains(text, StringComparison.Ordinal), $"log: {text}");

    public void Dispose()
    {
        _admin.Dispose();
        _loop.Dispose();
        _directory.Dispose();
    }

    private sealed class NoConnections : IConnectionAcceptor
    {
        public IConnectionHandler? OnAccept(Connection connection) => null;
    }
}
