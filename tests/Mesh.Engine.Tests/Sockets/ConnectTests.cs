using System.Net;
using System.Net.Sockets;

using Mesh.Engine.Interop;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

using Microsoft.Extensions.Time.Testing;

using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Sockets;

public sealed class ConnectTests : SocketTest
{
    [Fact]
    public void ARefusalComesLaterAndSaysWhy()
    {
        Listen();
        Listener.Dispose();
        var connection = Connect();
        Assert.False(connection.IsClosed);
        Loop.RunUntil(() => Client.Closed is not null);
        Assert.Equal(["closed ConnectFailed"], Client.Events);
        Assert.Contains("Connection refused", Client.Detail);
        Assert.Contains(Listener.Local.ToString(), Client.Detail);
        Assert.Equal(0, Loop.OpenSockets);
    }

    [Fact]
    public void AnUnreachableAddressOrForeignSourceComesLaterToo()
    {
        Listen();
        TcpConnector.Connect(Loop, Listener.Local, new TcpConnectOptions { Bind = new IpEndpoint([192, 0, 2, 1], 0) }, Client);
        Assert.Null(Client.Closed);
        Loop.RunUntil(() => Client.Closed is not null);
        Assert.Equal(CloseReason.ConnectFailed, Client.Closed);
    }

    [Fact]
    public void NoAnswerInTimeIsATimeout()
    {
        using var silent = new SilentAddress();
        var time = new FakeTimeProvider();
        using var loop = LoopWith(time);
        TcpConnector.Connect(loop, silent.Address, TcpConnectOptions.Default with { ConnectTimeoutMilliseconds = 700 }, Client);
        loop.RunOnce(0);
        time.Advance(TimeSpan.FromMilliseconds(690));
        loop.RunOnce(0);
        Assert.Null(Client.Closed);
        time.Advance(TimeSpan.FromMilliseconds(20));
        loop.RunOnce(0);
        Assert.Equal(CloseReason.ConnectTimeout, Client.Closed);
        Assert.Equal(0, loop.OpenSockets);
    }

    [Fact]
    public void ClosingWhileConnectingGivesUpUnlessThereIsSomethingToSend()
    {
        using var silent = new SilentAddress();
        var connection = TcpConnector.Connect(Loop, silent.Address, TcpConnectOptions.Default, Client);
        connection.Close();
        Loop.RunOnce(0);
        Assert.Equal(CloseReason.Aborted, Client.Closed);

        Listen();
        var other = new RecordingHandler();
        var second = TcpConnector.Connect(Loop, Listener.Local, TcpConnectOptions.Default, other);
        second.Output.Append("datagram-like"u8);
        second.Close();
        Loop.RunUntil(() => Server.Ended && other.Closed is not null);
        Assert.Equal(["closed Graceful"], other.Events);
        Assert.Equal(13, Server.Received.Length);
    }

    [Fact]
    public void ConnectsFromAGivenAddress()
    {
        Establish(connectOptions: new TcpConnectOptions { Bind = new IpEndpoint([127, 0, 0, 6], 0) });
        Assert.Equal(IPAddress.Parse("127.0.0.6"), Server.Connection!.Remote.ToIPEndPoint().Address);
        Assert.Equal(Client.Connection!.Local, Server.Connection.Remote);
        Assert.NotEqual(0, Client.Connection.Local.Port);
    }

    [Fact]
    public void IPv6WorksAndADualStackListenerTakesBoth()
    {
        Listen(new TcpListenerOptions { DualStack = true }, IpEndpoint.From(IPAddress.IPv6Any, 0));
        var port = Listener.Local.Port;
        var seen = new List<Connection>();
        Server.Connected = seen.Add;
        TcpConnector.Connect(Loop, IpEndpoint.From(IPAddress.IPv6Loopback, port), TcpConnectOptions.Default, new RecordingHandler());
        TcpConnector.Connect(Loop, IpEndpoint.From(IPAddress.Loopback, port), TcpConnectOptions.Default, new RecordingHandler());
        Loop.RunUntil(() => seen.Count == 2);
        Assert.Equal([false, true], seen.Select(static connection => connection.Remote.IsV4).Order());
        Assert.All(seen, static connection => Assert.True(connection.Local.IsLoopback));
    }

    [Fact]
    public void AnIPv6ListenerIsIPv6OnlyByDefault()
    {
        Listen(address: IpEndpoint.From(IPAddress.IPv6Any, 0));
        TcpConnector.Connect(Loop, IpEndpoint.From(IPAddress.Loopback, Listener.Local.Port), TcpConnectOptions.Default, Client);
        Loop.RunUntil(() => Client.Closed is not null);
        Assert.Equal(CloseReason.ConnectFailed, Client.Closed);
    }

    [Fact]
    public void AnUnredirectedConnectionHasItsOwnAddressAsOriginalDestination()
    {
        Establish(new TcpListenerOptions { ReadOriginalDestination = true });
        Assert.Equal(Listener.Local, Server.Connection!.OriginalDestination);
        Assert.Equal(Listener.Local, Server.Connection.Local);
    }

    [Fact]
    public void SocketOptionsReachBothSides()
    {
        var options = new TcpOptions { KeepAliveSeconds = 7, KeepAliveProbes = 2, UserTimeoutMilliseconds = 9000 };
        using var listener = TcpListener.Listen(Loop, Loopback, new TcpListenerOptions { Tcp = options }, new Acceptor(_ => null));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.Local.ToIPEndPoint());
        // Inherited from the listening socket: looked at before the acceptor takes it.
        var accepted = AcceptRaw(listener);
        Assert.Equal(1, SocketDescriptor.GetOption(accepted, Libc.LevelTcp, Libc.TcpNoDelay));
        Assert.Equal(1, SocketDescriptor.GetOption(accepted, Libc.LevelSocket, Libc.KeepAlive));
        Assert.Equal(7, SocketDescriptor.GetOption(accepted, Libc.LevelTcp, Libc.TcpKeepIdle));
        Assert.Equal(7, SocketDescriptor.GetOption(accepted, Libc.LevelTcp, Libc.TcpKeepInterval));
        Assert.Equal(2, SocketDescriptor.GetOption(accepted, Libc.LevelTcp, Libc.TcpKeepCount));
        Assert.Equal(9000, SocketDescriptor.GetOption(accepted, Libc.LevelTcp, Libc.TcpUserTimeout));
        SocketDescriptor.Close(accepted);
    }

    [Fact]
    public void ARefusedConnectionIsReset()
    {
        using var listener = TcpListener.Listen(Loop, Loopback, new TcpListenerOptions(), new Acceptor(_ => null));
        TcpConnector.Connect(Loop, listener.Local, TcpConnectOptions.Default, Client);
        Loop.RunUntil(() => Client.Closed is not null);
        // The reset may come before or after the client has noticed that it is connected.
        Assert.True(Client.Closed is CloseReason.Reset or CloseReason.ConnectFailed, $"{Client.Closed}");
        Assert.Equal(1, Loop.OpenSockets);
    }

    [Fact]
    public void AnAddressInUseIsSaid()
    {
        Listen();
        var error = Assert.Throws<IOException>(() => TcpListener.Listen(Loop, Listener.Local, new TcpListenerOptions(), new Acceptor(Server)));
        Assert.Contains("Address already in use", error.Message);
        Assert.Contains(Listener.Local.ToString(), error.Message);
    }

    private static unsafe int AcceptRaw(TcpListener listener) => Libc.Accept(listener.Descriptor, null, null, Libc.SocketFlags);
}
