using System.Net;
using System.Net.Sockets;

using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

using Microsoft.Extensions.Time.Testing;

using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Sockets;

/// <summary>A loop with one accepting and one connecting side over loopback.</summary>
public abstract class SocketTest : IDisposable
{
    private protected static readonly IpEndpoint Loopback = new([127, 0, 0, 1], 0);

    private protected EventLoop Loop { get; } = new();

    private protected RecordingHandler Server { get; } = new();

    private protected RecordingHandler Client { get; } = new();

    private protected List<Exception> Errors { get; } = [];

    private protected TcpListener Listener { get; private set; } = null!;

    protected SocketTest() => Loop.UnhandledError += Errors.Add;

    public virtual void Dispose()
    {
        Loop.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected TcpListener Listen(TcpListenerOptions? options = null, IpEndpoint? address = null) =>
        Listener = TcpListener.Listen(Loop, address ?? Loopback, options ?? new TcpListenerOptions(), new Acceptor(Server));

    private protected Connection Connect(TcpConnectOptions? options = null) =>
        TcpConnector.Connect(Loop, Listener.Local, options ?? TcpConnectOptions.Default, Client);

    private protected void Establish(TcpListenerOptions? options = null, TcpConnectOptions? connectOptions = null)
    {
        Listen(options);
        Connect(connectOptions);
        Loop.RunUntil(() => Client.Connection is not null && Server.Connection is not null, "connect");
    }

    /// <summary>A blocking client socket of the framework.</summary>
    private protected Socket ConnectFramework()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000 };
        socket.Connect(Listener.Local.ToIPEndPoint());
        return socket;
    }

    /// <summary>An address that answers no connection: its queue is full.</summary>
    private protected sealed class SilentAddress : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        public SilentAddress()
        {
            var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listening.Listen(0);
            _sockets.Add(listening);
            Address = IpEndpoint.From((IPEndPoint)listening.LocalEndPoint!);
            for (var i = 0; i < 3; i++)
            {
                var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                _sockets.Add(filler);
                try
                {
                    filler.Connect(listening.LocalEndPoint!);
                }
                catch (SocketException)
                {
                    // In progress, and it stays so.
                }
            }
        }

        public IpEndpoint Address { get; }

        public void Dispose() => _sockets.ForEach(static socket => socket.Dispose());
    }

    /// <summary>A loop whose timers are moved by hand.</summary>
    private protected static EventLoop LoopWith(FakeTimeProvider time) => new(time);
}
