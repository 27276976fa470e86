using System.Net.Sockets;

using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.TestDoubles;

using Microsoft.Extensions.Time.Testing;

using TcpListener = Mesh.Engine.Sockets.TcpListener;

namespace Mesh.Engine.Tests.Sockets;

/// <summary>How connections end.</summary>
public sealed class EndTests : SocketTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EachSideEndsByItself(bool serverFirst)
    {
        Establish();
        var (first, second) = serverFirst ? (Server, Client) : (Client, Server);
        first.Connection!.Output.Append(new byte[200_000]);
        first.Connection.CloseOutput();
        Loop.RunUntil(() => second.Ended);
        Assert.Equal(200_000, second.Received.Length);
        Assert.Null(first.Closed);

        second.Connection!.Output.Append(new byte[300_000]);
        second.Connection.CloseOutput();
        Loop.RunUntil(() => first.Closed is not null && second.Closed is not null);

        Assert.Equal(300_000, first.Received.Length);
        Assert.Equal(["connected", "data", "end", "closed Graceful"], first.Events);
        Assert.Equal(CloseReason.Graceful, second.Closed);
        Assert.Equal(1, Loop.OpenSockets);
    }

    [Fact]
    public void AbortResetsThePeerAndRaisesClosedBeforeItReturns()
    {
        Establish();
        Client.Connection!.Output.Append("never sent"u8);
        Client.Connection.Abort();
        Assert.Equal(CloseReason.Aborted, Client.Closed);
        Assert.True(Client.Connection.IsClosed);
        Client.Connection.Abort();
        Loop.RunUntil(() => Server.Closed is not null);
        Assert.Equal(["connected", "closed Reset"], Server.Events);
        Assert.Equal(["connected", "closed Aborted"], Client.Events);
    }

    [Fact]
    public async Task CloseSendsEverythingAndDoesNotResetForUnreadInput()
    {
        Server.Connected = static connection =>
        {
            connection.PauseReading();
            connection.Output.Append(new byte[100_000]);
            connection.Close();
        };
        Listen();
        using var socket = ConnectFramework();
        var sending = Task.Run(() => socket.Send(new byte[50_000]));
        Loop.RunUntil(() => Server.Closed is not null && sending.IsCompleted);
        Assert.Equal(CloseReason.Graceful, Server.Closed);

        var reading = Task.Run(() => ReadAll(socket));
        Loop.RunUntil(() => reading.IsCompleted);
        Assert.Equal(100_000, await reading);
        socket.Close();
        Loop.RunUntil(() => Loop.OpenSockets == 1, "descriptor closed");
    }

    [Fact]
    public void CloseGivesUpOnAPeerThatTakesNothing()
    {
        var time = new FakeTimeProvider();
        using var loop = LoopWith(time);
        var server = new RecordingHandler
        {
            Connected = static connection =>
            {
                connection.Output.Append(new byte[16 * 1024 * 1024]);
                connection.Close();
            },
        };
        using var listener = TcpListener.Listen(loop, Loopback, new TcpListenerOptions(), new Acceptor(server));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.Local.ToIPEndPoint());
        loop.RunUntil(() => server.Connection is not null);
        time.Advance(TimeSpan.FromMilliseconds(Connection.CloseTimeoutMilliseconds + 10));
        loop.RunUntil(() => server.Closed is not null);
        Assert.Equal(CloseReason.Aborted, server.Closed);
        Assert.Contains("did not take", server.Detail);
        Assert.Equal(0, loop.Buffers.AllocatedBytes - (loop.Buffers.IdleBlocks * 16L * 1024));
    }

    [Fact]
    public void DrainingAfterCloseIsBoundedInTime()
    {
        var time = new FakeTimeProvider();
        using var loop = LoopWith(time);
        var server = new RecordingHandler { Connected = static connection => connection.Close() };
        using var listener = TcpListener.Listen(loop, Loopback, new TcpListenerOptions(), new Acceptor(server));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.Local.ToIPEndPoint());
        loop.RunUntil(() => server.Closed is not null);
        Assert.Equal(2, loop.OpenSockets);
        time.Advance(TimeSpan.FromSeconds(3));
        loop.RunUntil(() => loop.OpenSockets == 1);
    }

    [Fact]
    public void AnEarlyAnswerIsSeenBeforeTheReset()
    {
        // The server answers and closes while the client is still sending: its kernel resets.
        Server.Connected = static connection =>
        {
            connection.PauseReading();
            connection.Output.Append("413"u8);
            connection.ScheduleFlush();
        };
        Establish();
        Client.Connection!.PauseReading();
        Client.Connection.Output.Append(new byte[4 * 1024 * 1024]);
        Client.Connection.ScheduleFlush();
        Loop.RunOnce(0);
        Client.Connection.ResumeReading();
        Server.Connection!.Abort();
        Loop.RunUntil(() => Client.Closed is not null);
        Assert.Equal(CloseReason.Reset, Client.Closed);
        Assert.Equal("413"u8.ToArray(), Client.Received.ToArray());
    }

    [Fact]
    public void BothEndedWaitsForUnconsumedInput()
    {
        Client.Data = static _ => { };
        Establish();
        Server.Connection!.Output.Append("rest"u8);
        Server.Connection.CloseOutput();
        Client.Connection!.CloseOutput();
        Loop.RunUntil(() => Client.Ended && Server.Closed is not null);
        Loop.RunOnce(0);
        Assert.Null(Client.Closed);
        Client.TakeAll(Client.Connection);
        Loop.RunUntil(() => Client.Closed is not null);
        Assert.Equal(CloseReason.Graceful, Client.Closed);
        Assert.Equal(4, Client.Received.Length);
    }

    [Fact]
    public void AThrowingCallbackEndsItsConnectionOnly()
    {
        Server.Data = static _ => throw new InvalidOperationException("bug");
        Server.AfterClosed = static _ => throw new InvalidOperationException("another bug");
        Establish();
        Client.Connection!.Output.Append("x"u8);
        Client.Connection.ScheduleFlush();
        Loop.RunUntil(() => Client.Closed is not null);
        Assert.Equal(CloseReason.Error, Server.Closed);
        Assert.Equal(CloseReason.Reset, Client.Closed);
        Assert.Equal(["bug", "another bug"], Errors.Select(static error => error.Message));
    }

    [Fact]
    public void DisposingTheLoopAbortsItsConnections()
    {
        Establish();
        Loop.Dispose();
        Assert.Equal(CloseReason.Aborted, Client.Closed);
        Assert.Equal(CloseReason.Aborted, Server.Closed);
        Assert.Equal(0, Loop.Buffers.AllocatedBytes);
    }

    private static int ReadAll(Socket socket)
    {
        var buffer = new byte[10_000];
        var total = 0;
        while (socket.Receive(buffer) is > 0 and var count)
            total += count;
        return total;
    }
}
