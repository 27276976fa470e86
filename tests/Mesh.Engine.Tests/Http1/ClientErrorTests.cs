using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Servers that lie, and tunnels.</summary>
public sealed class ClientErrorTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Switch = "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\n";

    [Theory]
    [InlineData("x", "!Protocol")]
    [InlineData("\r\n", "!Protocol")]
    [InlineData("HTTP/1.1 200 OK\n\n", "!Protocol")]
    [InlineData("HTTP/1.1 20\r\n\r\n", "!Protocol")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n", "!Protocol")]
    [InlineData(Switch, "!Protocol")]
    [InlineData(Ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", "!Protocol")]
    [InlineData(Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "!Protocol")]
    [InlineData(Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "!Protocol")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\nx", "[200]!Protocol")]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n0\r\nx : y\r\n\r\n", "[200]!Protocol")]
    public void A_malformed_response_breaks_the_exchange(string response, string expected)
    {
        for (var size = 1; size <= response.Length; size++)
        {
            using var peer = new ClientPeer();
            peer.Request("GET http a /");
            for (var start = 0; start < response.Length; start += size)
                peer.Respond(response[start..Math.Min(response.Length, start + size)]);
            Assert.Equal(expected, peer.Log);
            Assert.Equal("connected closed:Aborted", peer.Events);
        }
    }

    [Theory]
    [InlineData("", "!ConnectionLost", false)]
    [InlineData("H", "!ConnectionLost", true)]
    [InlineData(Ok, "!ConnectionLost", true)]
    [InlineData("HTTP/1.1 100 C\r\n\r\n", "[100]!ConnectionLost", true)]
    [InlineData(Ok + "Content-Length: 5\r\n\r\nhell", "[200|content-length=5]hell!ConnectionLost", true)]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "[200]hello!ConnectionLost", true)]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", "[200]hello!ConnectionLost", true)]
    public void A_truncated_response_is_noticed(string response, string expected, bool started)
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        peer.Respond(response);
        var stream = peer.Last.Stream;
        peer.EndInput();
        Assert.Equal(expected, peer.Log);
        Assert.Equal(started, stream.ResponseStarted);
    }

    [Fact]
    public void Heads_are_bounded()
    {
        foreach (var piece in new[] { "x", "y: z\r\n" })
        {
            using var peer = new ClientPeer();
            peer.Request("GET http a /");
            peer.Respond(Ok + "x: ");
            for (var i = 0; i < 100_000 && peer.Log.Length == 0; i += 1000)
                peer.Respond(string.Concat(Enumerable.Repeat(piece, 1000)));
            Assert.Equal("!Protocol", peer.Log);
        }
    }

    [Fact]
    public void Interim_responses_are_bounded()
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        peer.Respond(string.Concat(Enumerable.Repeat("HTTP/1.1 102 X\r\n\r\n", 65)));
        Assert.EndsWith("[102]!TooMuch", peer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_may_abort_the_connection_from_inside_an_event()
    {
        using var peer = new ClientPeer();
        peer.Request("CONNECT - a:80 -", "early", end: false);
        peer.Last.OnHead = _ => peer.Connection.Abort();
        Assert.Equal(" Aborted", peer.Respond(Ok + "\r\nhello"));
        Assert.Equal("[200]!ConnectionLost", peer.Log);
    }

    [Fact]
    public void The_end_of_an_idle_connection_is_noticed()
    {
        using var peer = new ClientPeer();
        Assert.Equal(" Graceful", peer.EndInput());
        Assert.False(peer.Client.IsIdle);
        Assert.Equal("connected closed:Graceful", peer.Events);
    }

    [Fact]
    public void Bytes_on_an_idle_connection_end_it()
    {
        using var peer = new ClientPeer();
        Assert.Equal(" Aborted", peer.Respond("HTTP/1.1 408 Request Timeout\r\n\r\n"));
        Assert.Equal("connected closed:Aborted", peer.Events);
    }

    [Fact]
    public void A_response_before_its_request_is_refused()
    {
        using var peer = new ClientPeer();
        peer.Open();
        peer.Respond(Ok + "Content-Length: 0\r\n\r\n");
        Assert.Equal("!Protocol", peer.Log);
    }

    [Fact]
    public void Connect_becomes_a_tunnel_when_accepted()
    {
        using var peer = new ClientPeer();
        Assert.Equal("CONNECT a:80 HTTP/1.1|host: a:80||", peer.Request("CONNECT - a:80 -", end: false));
        peer.Last.Stream.SendData("early"u8, false);
        Assert.Equal("", peer.Turn());
        Assert.Equal("early", peer.Respond("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhello"));
        Assert.Equal("[200]hello", peer.Log);
        peer.Last.Stream.SendData("bye"u8, true);
        Assert.Equal("bye FIN", peer.Turn());
        Assert.Equal(" Graceful", peer.EndInput());
        Assert.Equal("[200]hello.", peer.Log);
    }

    [Fact]
    public void A_tunnel_goes_on_when_the_server_ended_its_side()
    {
        using var peer = new ClientPeer();
        peer.Request("CONNECT - a:80 -", end: false);
        peer.Respond("HTTP/1.1 200 OK\r\n\r\n");
        Assert.Equal("", peer.EndInput());
        Assert.Equal("[200].", peer.Log);
        peer.Last.Stream.SendData("more"u8, false);
        Assert.Equal("more", peer.Turn());
        peer.Last.Stream.SendData(default, true);
        Assert.Equal(" Graceful", peer.Turn());
    }

    [Fact]
    public void A_refused_tunnel_drops_what_was_meant_for_it()
    {
        using var peer = new ClientPeer();
        peer.Request("CONNECT - a:80 -", end: false);
        peer.Last.Stream.SendData("early"u8, false);
        Assert.Equal("", peer.Respond("HTTP/1.1 403 X\r\nContent-Length: 2\r\n\r\nno"));
        Assert.Equal("[403|content-length=2]no.", peer.Log);
        peer.Last.Stream.SendData("late"u8, true);
        Assert.Equal("", peer.Turn());
        Assert.Equal("connected idle", peer.Events);
    }

    [Fact]
    public void An_upgrade_becomes_a_tunnel_when_accepted()
    {
        using var peer = new ClientPeer();
        Assert.Equal("GET /c HTTP/1.1|host: a|upgrade: websocket|connection: upgrade||", peer.Request("GET http a /c protocol=websocket", end: false));
        peer.Respond(Switch + "frame");
        Assert.Equal("[200 (websocket)]frame", peer.Log);
        peer.Last.Stream.SendData("frame"u8, false);
        Assert.Equal("frame", peer.Turn());
    }

    [Fact]
    public void What_was_already_ended_when_the_tunnel_is_refused_is_over()
    {
        using var peer = new ClientPeer();
        peer.Request("CONNECT - a:80 -", "early");
        Assert.Equal("", peer.Respond("HTTP/1.1 403 X\r\nContent-Length: 2\r\n\r\nno"));
        Assert.Equal("connected idle", peer.Events);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage", "[200|content-length=4]page.")]
    [InlineData("HTTP/1.1 426 X\r\nUpgrade: other\r\nContent-Length: 0\r\n\r\n", "[426|content-length=0].")]
    public void An_upgrade_may_be_ignored_or_refused(string response, string expected)
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /c protocol=websocket", end: false);
        peer.Respond(response);
        Assert.Equal(expected, peer.Log);
        peer.Last.Stream.Reset(StreamError.Cancelled);
        peer.Turn();
        Assert.Equal("connected idle", peer.Events);
    }

    [Fact]
    public void What_waits_for_a_tunnel_counts_as_sent()
    {
        using var peer = new ClientPeer();
        peer.Request("CONNECT - a:80 -", end: false);
        while (peer.Last.Stream.SendCapacity > 0)
            peer.Last.Stream.SendData(new byte[1000], false);
        peer.Connection.PeerWindow = 0;
        peer.Respond("HTTP/1.1 200 OK\r\n\r\n");
        Assert.Equal(0, peer.Last.Writables);
        peer.Connection.PeerWindow = int.MaxValue;
        peer.Connection.ScheduleFlush();
        peer.Turn();
        Assert.Equal(1, peer.Last.Writables);
    }

    [Fact]
    public void A_tunnel_is_reset_as_a_whole()
    {
        using var peer = new ClientPeer();
        peer.Request("CONNECT - a:80 -", end: false);
        peer.Last.Stream.Reset(StreamError.Cancelled);
        Assert.Equal(" Aborted", peer.Turn());
    }
}
