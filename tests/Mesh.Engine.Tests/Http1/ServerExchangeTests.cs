using Mesh.Engine.Sockets;

namespace Mesh.Engine.Tests.Http1;

public sealed class ServerExchangeTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: a\r\n";
    private const string Ok = "HTTP/1.1 200 OK|content-length: 0||";

    [Fact]
    public void Exchanges_follow_each_other_on_one_connection()
    {
        using var peer = new ServerPeer();
        Assert.Equal("", peer.Send(Get));
        Assert.Equal(Ok, peer.Respond("200"));
        Assert.Equal("", peer.Send("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"));
        Assert.Equal("HTTP/1.1 200 OK|content-length: 2||ok", peer.Respond("200 content-length=2", "ok"));
        Assert.Equal("[GET http a /]. [POST http a /2|content-length=5]hello.", peer.Log);
    }

    [Fact]
    public void A_pipelined_request_waits_for_the_response_before_it()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Content-Length: 2\r\n\r\nab" + Get + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Single(peer.Exchanges);
        peer.Respond("200", "x", end: false);
        Assert.Single(peer.Exchanges);
        peer.Last.Stream.SendData("y"u8, true);
        Assert.Single(peer.Exchanges);
        Assert.Equal("1|y|0||", peer.Turn());
        Assert.Equal(2, peer.Exchanges.Count);
        Assert.Equal(Ok, peer.Respond("200"));
        Assert.Equal(Ok, peer.Respond("200"));
        Assert.Equal("[POST http a /|content-length=2]ab. [GET http a /]. [GET http a /3].", peer.Log);
    }

    [Fact]
    public void Pipelined_requests_answered_at_once_are_all_answered_in_order()
    {
        using var peer = new ServerPeer { Prepare = handler => handler.OnHead = h => h.Respond("200") };
        Assert.Equal(string.Concat(Enumerable.Repeat(Ok, 50)), peer.Send(string.Concat(Enumerable.Repeat(Get, 50))));
    }

    [Fact]
    public void Pipelining_without_reading_responses_is_bounded()
    {
        using var peer = new ServerPeer { Prepare = handler => handler.OnHead = h => h.Respond("200", new string('x', 5000)) };
        peer.Connection.PeerWindow = 0;
        for (var i = 0; i < 100; i++)
            peer.Send(string.Concat(Enumerable.Repeat(Get, 20)));
        Assert.InRange(peer.Connection.Output.Length, 1, Connection.HighWatermark + 6000);
        Assert.True(peer.Connection.IsPaused);
        Assert.InRange(peer.Connection.Input.Length, 1, 32 * 1024);
        peer.Connection.PeerWindow = int.MaxValue;
        while (peer.Exchanges.Count < 2000)
        {
            peer.Connection.ScheduleFlush();
            peer.Turn();
        }
        Assert.False(peer.Connection.IsPaused);
    }

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\nhello world", "|content-length=11]hello world.")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "]hello world.")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\nHost: evil\r\n\r\n", "]hello[|x=y].")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "].")]
    public void The_same_bytes_in_pieces_of_any_size_mean_the_same(string request, string expected)
    {
        var text = Post + request + Get;
        for (var size = 1; size <= text.Length; size++)
        {
            using var peer = new ServerPeer { Prepare = handler => handler.OnBytes = (h, end) => { if (end) h.Respond("200"); } };
            for (var start = 0; start < text.Length; start += size)
                peer.Send(text[start..Math.Min(text.Length, start + size)]);
            if (peer.Exchanges.Count == 1)
                peer.Respond("200");
            Assert.Equal($"{size}: [POST http a /{expected} [GET http a /].", $"{size}: {peer.Log}");
        }
    }

    [Fact]
    public void One_empty_line_before_a_request_is_ignored()
    {
        using var peer = new ServerPeer();
        foreach (var piece in new[] { "\r", "\n", Get })
            Assert.Equal("", peer.Send(piece));
        peer.Respond("200");
        peer.Send("\r\n" + Get);
        Assert.Equal("[GET http a /]. [GET http a /].", peer.Log);
        peer.Respond("200");
        Assert.StartsWith("HTTP/1.1 400 ", peer.Send("\r\n\r\n" + Get), StringComparison.Ordinal);
    }

    [Fact]
    public void Http10_is_kept_alive_when_it_asks_and_the_length_is_known()
    {
        const string Ask = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        using var peer = new ServerPeer();
        peer.Send(Ask + Ask + Ask);
        Assert.Equal("HTTP/1.1 200 OK|connection: keep-alive|content-length: 5||hello", peer.Respond("200 content-length=5", "hello"));
        Assert.Equal("HTTP/1.1 200 OK|connection: keep-alive|content-length: 0||", peer.Respond("200"));
        Assert.Equal("HTTP/1.1 200 OK|connection: close||hello Graceful", peer.Respond("200", "hello"));
        Assert.Equal(3, peer.Exchanges.Count);
    }

    [Fact]
    public void Head_is_answered_without_a_body()
    {
        using var peer = new ServerPeer();
        peer.Send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 OK|content-length: 5||", peer.Respond("200 content-length=5", "hello"));
        peer.Send(Get);
        Assert.Equal("HTTP/1.1 200 OK|content-length: 5||hello", peer.Respond("200 content-length=5", "hello"));
    }

    [Fact]
    public void Trailers_follow_the_last_chunk()
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        peer.Respond("200", "hello", end: false);
        using var trailers = Blocks.Response("100 grpc-status=0");
        peer.Last.Stream.SendTrailers(trailers);
        Assert.Equal("0|grpc-status: 0||", peer.Turn());
        peer.Send(Get);
        Assert.Equal(2, peer.Exchanges.Count);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK|connection: close||hello Graceful")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK|connection: close|transfer-encoding: chunked||5|hello|0|| Graceful")]
    public void The_client_may_ask_for_the_end(string request, string expected)
    {
        using var peer = new ServerPeer();
        peer.Send(request + Get);
        Assert.Equal(expected, peer.Respond("200", "hello"));
        Assert.Single(peer.Exchanges);
    }

    [Fact]
    public void Interim_responses_are_forwarded()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        Assert.Equal("[POST http a /|expect=100-continue|content-length=5]", peer.Log);
        Assert.Equal("HTTP/1.1 103 Early Hints|link: x||", peer.Respond("103 link=x", end: false));
        Assert.Equal("HTTP/1.1 100 Continue||", peer.Respond("100", end: false));
        peer.Send("hello");
        Assert.Equal(Ok, peer.Respond("200"));
        peer.Send(Get);
        Assert.Equal(2, peer.Exchanges.Count);
    }

    [Fact]
    public void An_old_client_gets_no_interim_response()
    {
        using var peer = new ServerPeer();
        peer.Send("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\n");
        Assert.Equal("", peer.Respond("100", end: false));
    }

    [Fact]
    public void A_refused_expectation_ends_the_connection()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Expect: 100-Continue\r\nContent-Length: 50\r\n\r\n");
        Assert.Equal("HTTP/1.1 417 Expectation Failed|connection: close|content-length: 0||", peer.Respond("417"));
        peer.Last.Stream.Reset(Streams.StreamError.Cancelled);
        Assert.Equal(" Graceful", peer.Turn());
    }

    [Fact]
    public void A_half_closed_client_gets_its_responses()
    {
        using var peer = new ServerPeer();
        peer.Send(Get + Get);
        Assert.Equal("", peer.EndInput());
        Assert.Equal(Ok, peer.Respond("200"));
        Assert.Equal("HTTP/1.1 200 OK|connection: close|content-length: 0|| Graceful", peer.Respond("200"));
    }

    [Fact]
    public void A_client_that_ends_between_requests_is_followed()
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        peer.Respond("200");
        Assert.Equal(" Graceful", peer.EndInput());
    }

    [Fact]
    public void Draining_ends_an_idle_connection_at_once()
    {
        using var peer = new ServerPeer();
        peer.Server.Drain();
        Assert.Equal(0, peer.Closed);
        Assert.Equal(" Graceful", peer.Turn());
    }

    [Fact]
    public void Draining_lets_the_current_request_finish()
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        peer.Server.Drain();
        Assert.Equal("", peer.Turn());
        Assert.Equal("HTTP/1.1 200 OK|connection: close|content-length: 0|| Graceful", peer.Respond("200"));
    }

    [Fact]
    public void Draining_in_the_middle_of_a_response_closes_after_it()
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        peer.Respond("200", "a", end: false);
        peer.Server.Drain();
        peer.Turn();
        peer.Last.Stream.SendData("b"u8, true);
        Assert.Equal("1|b|0|| Graceful", peer.Turn());
    }
}
