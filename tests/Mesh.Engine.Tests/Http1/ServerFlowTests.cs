using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Backpressure and tunnels.</summary>
public sealed class ServerFlowTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Connect = "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n";
    private const string Upgrade = "GET /c HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n";

    [Fact]
    public void A_body_is_only_read_as_fast_as_it_is_consumed()
    {
        const int total = 1_000_000;
        using var peer = new ServerPeer { Prepare = handler => handler.Consumes = false };
        peer.Send($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {total}\r\n\r\n");
        for (var sent = 0; sent < total; sent += 10_000)
            peer.Send(new string('x', 10_000));
        Assert.Equal(64 * 1024, peer.Last.ReceivedBytes);
        Assert.True(peer.Connection.IsPaused);
        Assert.InRange(peer.Connection.Input.Length, 1, 32 * 1024);

        var consumed = 0;
        while (peer.Last.ReceivedBytes < total)
        {
            var step = peer.Last.ReceivedBytes - consumed;
            Assert.InRange(step, 1, 64 * 1024);
            peer.Last.Stream.Consumed(step);
            consumed += step;
            var before = peer.Last.ReceivedBytes;
            peer.Turn();
            Assert.NotEqual(before, peer.Last.ReceivedBytes);
        }
        Assert.False(peer.Connection.IsPaused);
        Assert.EndsWith(".", peer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_waits_for_the_client()
    {
        using var peer = new ServerPeer();
        peer.Connection.PeerWindow = 0;
        peer.Send(Get);
        peer.Respond("200", "", end: false);
        var stream = peer.Last.Stream;
        while (stream.SendCapacity > 0)
            stream.SendData(new byte[Math.Min(1000, stream.SendCapacity)], false);
        Assert.InRange(peer.Connection.Output.Length, Connection.HighWatermark, Connection.HighWatermark + 1100);
        peer.Turn();
        Assert.Equal(0, peer.Last.Writables);
        peer.Connection.PeerWindow = int.MaxValue;
        peer.Connection.ScheduleFlush();
        peer.Turn();
        Assert.Equal(1, peer.Last.Writables);
        Assert.True(stream.SendCapacity > 0);
    }

    [Fact]
    public void Connect_becomes_a_tunnel_when_accepted()
    {
        using var peer = new ServerPeer();
        peer.Send(Connect + "early");
        Assert.Equal("[CONNECT  a:80 ]", peer.Log);
        Assert.Equal("HTTP/1.1 200 OK||", peer.Respond("200", end: false));
        peer.Turn();
        peer.Send(" " + Get);
        peer.Last.Stream.SendData("hello"u8, false);
        Assert.Equal("hello", peer.Turn());
        Assert.Equal($"[CONNECT  a:80 ]early {Get}", peer.Log);
    }

    [Fact]
    public void Each_side_of_a_tunnel_ends_for_itself()
    {
        using var peer = new ServerPeer();
        peer.Send(Connect);
        peer.Respond("200", end: false);
        peer.EndInput();
        Assert.Equal("[CONNECT  a:80 ].", peer.Log);
        peer.Last.Stream.SendData("late"u8, false);
        Assert.Equal("late", peer.Turn());
        peer.Last.Stream.SendData("bye"u8, true);
        Assert.Equal("bye Graceful", peer.Turn());
        Assert.Equal("[CONNECT  a:80 ].", peer.Log);

        using var other = new ServerPeer();
        other.Send(Connect);
        other.Respond("200", end: false);
        other.Last.Stream.SendData("bye"u8, true);
        Assert.Equal("bye FIN", other.Turn());
        other.Send("more");
        Assert.Equal(" Graceful", other.EndInput());
        Assert.Equal("[CONNECT  a:80 ]more.", other.Log);
    }

    [Fact]
    public void A_tunnel_is_reset_as_a_whole()
    {
        using var peer = new ServerPeer();
        peer.Send(Connect);
        peer.Respond("200", end: false);
        peer.Last.Stream.Reset(StreamError.Cancelled);
        Assert.Equal(" Aborted", peer.Turn());
    }

    [Fact]
    public void A_refused_connect_ends_the_connection_so_that_early_bytes_are_no_request()
    {
        using var peer = new ServerPeer();
        peer.Send(Connect + Get);
        Assert.Equal("HTTP/1.1 403 Forbidden|connection: close|content-length: 0|| Graceful", peer.Respond("403"));
        Assert.Single(peer.Exchanges);
    }

    [Theory]
    [InlineData("200 protocol=websocket sec-websocket-accept=k")]
    [InlineData("200 version=2 sec-websocket-accept=k")]
    [InlineData("101 sec-websocket-accept=k")]
    public void An_upgrade_becomes_a_tunnel_when_accepted(string response)
    {
        using var peer = new ServerPeer();
        peer.Send(Upgrade);
        Assert.Equal("[GET http a /c (websocket)]", peer.Log);
        Assert.Equal("HTTP/1.1 101 Switching Protocols|sec-websocket-accept: k|upgrade: websocket|connection: upgrade||", peer.Respond(response, end: false));
        peer.Send("frame");
        Assert.Equal("[GET http a /c (websocket)]frame", peer.Log);
    }

    [Theory]
    [InlineData("403", "HTTP/1.1 403 Forbidden|content-length: 4||nope")]
    [InlineData("200", "HTTP/1.1 200 OK|content-length: 4||nope")]
    public void A_refused_or_ignored_upgrade_leaves_the_connection_usable(string response, string expected)
    {
        using var peer = new ServerPeer();
        peer.Send(Upgrade + Get);
        Assert.Equal(expected, peer.Respond($"{response} content-length=4", "nope"));
        Assert.Equal("[GET http a /c (websocket)]. [GET http a /].", peer.Log);
    }

    [Fact]
    public void Connections_take_over_what_was_received_before()
    {
        using var peer = new ServerPeer(received: Get);
        Assert.Equal("[GET http a /].", peer.Log);
    }

    [Fact]
    public void The_scheme_is_that_of_the_connection()
    {
        using var peer = new ServerPeer(tls: new Engine.Tls.TlsSession([], "http/1.1", "", false));
        peer.Send(Get);
        Assert.Equal("[GET https a /].", peer.Log);
    }
}
