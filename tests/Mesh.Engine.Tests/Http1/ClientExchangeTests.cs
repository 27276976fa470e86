using Mesh.Engine.Http1;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

public sealed class ClientExchangeTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Empty = Ok + "Content-Length: 0\r\n\r\n";

    [Fact]
    public void Exchanges_follow_each_other_on_one_connection()
    {
        using var peer = new ClientPeer();
        Assert.Equal("GET /1 HTTP/1.1|host: a||", peer.Request("GET http a /1"));
        Assert.False(peer.Client.IsIdle);
        Assert.False(peer.Last.Stream.OnReusedConnection);
        Assert.False(peer.Last.Stream.ResponseStarted);
        peer.Respond(Ok + "Content-Length: 5\r\n\r\nhello");
        Assert.Equal("[200|content-length=5]hello.", peer.Log);

        Assert.Equal("POST /2 HTTP/1.1|host: a|transfer-encoding: chunked||2|ab|0||", peer.Request("POST http a /2", "ab"));
        Assert.True(peer.Last.Stream.OnReusedConnection);
        Assert.False(peer.Last.Stream.ResponseStarted);
        peer.Respond("H");
        Assert.True(peer.Last.Stream.ResponseStarted);
        peer.Respond(Empty[1..]);
        Assert.Equal("[200|content-length=0].", peer.Log);
        Assert.Equal("connected idle idle", peer.Events);
    }

    [Fact]
    public void The_next_exchange_may_begin_when_the_connection_becomes_idle()
    {
        using var peer = new ClientPeer();
        peer.WhenIdle = () =>
        {
            peer.WhenIdle = null;
            peer.Request("GET http a /2");
        };
        peer.Request("GET http a /1");
        peer.Respond(Empty);
        peer.Respond(Empty);
        Assert.Equal("[200|content-length=0].", peer.Log);
        Assert.Equal("connected idle idle", peer.Events);
    }

    [Fact]
    public void Only_one_exchange_at_a_time()
    {
        using var peer = new ClientPeer();
        peer.Open();
        Assert.Throws<InvalidOperationException>(peer.Open);
    }

    [Theory]
    [InlineData("GET http a /", Ok + "Content-Length: 11\r\n\r\nhello world", "[200|content-length=11]hello world.")]
    [InlineData("GET http a /", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n", "[200]hello world.")]
    [InlineData("GET http a /", Ok + "Transfer-Encoding: chunked\r\n\r\n0\r\nGrpc-Status: 0\r\n\r\n", "[200][|grpc-status=0].")]
    [InlineData("GET http a /", "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 C\r\n\r\n" + Empty, "[103|link=x][100][200|content-length=0].")]
    [InlineData("GET http a /", "HTTP/1.1 204 No Content\r\n\r\n", "[204].")]
    [InlineData("GET http a /", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "[304|content-length=5].")]
    [InlineData("HEAD http a /", Ok + "Content-Length: 5\r\n\r\n", "[200|content-length=5].")]
    [InlineData("HEAD http a /", Ok + "Transfer-Encoding: chunked\r\n\r\n", "[200].")]
    public void Responses_in_pieces_of_any_size_mean_the_same(string request, string response, string expected)
    {
        for (var size = 1; size <= response.Length; size++)
        {
            using var peer = new ClientPeer();
            peer.Request(request);
            for (var start = 0; start < response.Length; start += size)
                peer.Respond(response[start..Math.Min(response.Length, start + size)]);
            Assert.Equal($"{size}: {expected}", $"{size}: {peer.Log}");
            Assert.Equal("connected idle", peer.Events);
        }
    }

    [Theory]
    [InlineData(Ok + "Connection: close\r\nContent-Length: 2\r\n\r\nok", "[200|content-length=2]ok.")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "[200 1.0|content-length=2]ok.")]
    [InlineData(Ok + "Content-Length: 2\r\n\r\nok!", "[200|content-length=2]ok.")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n0\r\n\r\n", "[204].")]
    public void Some_responses_end_the_connection(string response, string expected)
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        Assert.Equal(" Graceful", peer.Respond(response));
        Assert.Equal(expected, peer.Log);
        Assert.Equal("connected closed:Graceful", peer.Events);
    }

    [Fact]
    public void A_response_without_length_ends_with_the_connection()
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        peer.Respond(Ok + "\r\nhello");
        Assert.Equal("[200]hello", peer.Log);
        Assert.Equal(" Graceful", peer.EndInput());
        Assert.Equal("[200]hello.", peer.Log);
    }

    [Fact]
    public void A_response_before_the_request_is_complete_lets_it_finish_and_ends_the_connection()
    {
        using var peer = new ClientPeer();
        peer.Request("POST http a /", "a", end: false);
        peer.Respond("HTTP/1.1 413 X\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal("[413|content-length=0].", peer.Log);
        peer.Last.Stream.SendData("b"u8, true);
        Assert.Equal("1|b|0|| Graceful", peer.Turn());
        Assert.Equal("connected closed:Graceful", peer.Events);
    }

    [Fact]
    public void A_response_before_the_request_is_complete_may_be_all_that_is_wanted()
    {
        using var peer = new ClientPeer();
        peer.Request("POST http a /", "a", end: false);
        peer.Respond("HTTP/1.1 413 X\r\nContent-Length: 0\r\n\r\n");
        peer.Last.Stream.Reset(StreamError.Cancelled);
        Assert.Equal(" Aborted", peer.Turn());
        Assert.Equal("[413|content-length=0].", peer.Log);
    }

    [Fact]
    public void A_reset_during_the_exchange_ends_the_connection()
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        peer.Last.Stream.Reset(StreamError.Cancelled);
        Assert.Equal("connected", peer.Events);
        Assert.Equal(" Aborted", peer.Turn());
        Assert.Equal("", peer.Log);
    }

    [Fact]
    public void A_reset_before_anything_was_sent_keeps_the_connection()
    {
        using var peer = new ClientPeer();
        peer.Open();
        peer.Last.Stream.Reset(StreamError.Cancelled);
        peer.Turn();
        Assert.Equal("connected idle", peer.Events);
        peer.Request("GET http a /");
        Assert.False(peer.Last.Stream.OnReusedConnection);
    }

    [Fact]
    public void A_request_that_cannot_be_sent_keeps_the_connection()
    {
        using var peer = new ClientPeer();
        Assert.Equal("", peer.Request("GET http a / x=a\nb"));
        Assert.Equal("!Protocol", peer.Log);
        Assert.Equal("connected idle", peer.Events);
    }

    [Theory]
    [InlineData("hel", true)]
    [InlineData("hello!", false)]
    public void A_body_that_does_not_fit_its_length_is_never_completed(string body, bool end)
    {
        using var peer = new ClientPeer();
        Assert.EndsWith(" Aborted", peer.Request("POST http a / content-length=5", body, end), StringComparison.Ordinal);
        Assert.Equal("!Protocol", peer.Log);
    }

    [Fact]
    public void Closing_waits_for_the_exchange()
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        peer.Client.Close();
        Assert.Equal("", peer.Turn());
        Assert.Equal(" Graceful", peer.Respond(Empty));
        Assert.Equal("[200|content-length=0].", peer.Log);

        using var idle = new ClientPeer();
        idle.Client.Close();
        Assert.Equal(" Graceful", idle.Turn());
    }

    [Fact]
    public void A_response_is_only_read_as_fast_as_it_is_consumed()
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        peer.Last.Consumes = false;
        peer.Respond(Ok + "\r\n");
        for (var i = 0; i < 50; i++)
            peer.Respond(new string('x', 10_000));
        Assert.Equal(64 * 1024, peer.Last.ReceivedBytes);
        Assert.True(peer.Connection.IsPaused);
        peer.Last.Stream.Consumed(64 * 1024);
        peer.Turn();
        Assert.Equal(128 * 1024, peer.Last.ReceivedBytes);
    }

    [Fact]
    public void A_request_waits_for_the_server()
    {
        using var peer = new ClientPeer();
        peer.Connection.PeerWindow = 0;
        peer.Request("POST http a /", "", end: false);
        while (peer.Last.Stream.SendCapacity > 0)
            peer.Last.Stream.SendData(new byte[1000], false);
        peer.Turn();
        Assert.Equal(0, peer.Last.Writables);
        peer.Connection.PeerWindow = int.MaxValue;
        peer.Connection.ScheduleFlush();
        peer.Turn();
        Assert.Equal(1, peer.Last.Writables);
    }

    [Fact]
    public void An_idle_connection_is_closed_in_the_end()
    {
        using var peer = new ClientPeer(new Http1Options { IdleTimeout = TimeSpan.FromMinutes(1) });
        Assert.Equal(" Graceful", peer.Advance(TimeSpan.FromSeconds(61)));

        using var busy = new ClientPeer(new Http1Options { IdleTimeout = TimeSpan.FromMinutes(1) });
        busy.Request("GET http a /");
        Assert.Equal(" Aborted", busy.Advance(TimeSpan.FromSeconds(61)));
        Assert.Equal("!Timeout", busy.Log);
    }

    [Theory]
    [InlineData(CloseReason.ConnectFailed, StreamError.ConnectFailed)]
    [InlineData(CloseReason.ConnectTimeout, StreamError.ConnectTimeout)]
    [InlineData(CloseReason.TlsFailed, StreamError.PeerRejected)]
    [InlineData(CloseReason.Reset, StreamError.ConnectionLost)]
    [InlineData(CloseReason.Error, StreamError.ConnectionLost)]
    public void A_lost_connection_breaks_the_exchange(CloseReason reason, StreamError error)
    {
        using var peer = new ClientPeer();
        peer.Request("GET http a /");
        peer.Connection.Fail(reason);
        Assert.Equal($"!{error}", peer.Log);
        Assert.Equal($"connected closed:{reason}", peer.Events);
    }
}
