using Mesh.Engine.Http1;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

public sealed class ServerErrorTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: a\r\n";

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /\r\n\r\n", "400 Bad Request")]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", "400 Bad Request")]
    [InlineData("GET / HTTP/2.0\r\n\r\n", "505 HTTP Version Not Supported")]
    [InlineData("\x16\x03\x01\x02", "400 Bad Request")]
    [InlineData("\0", "400 Bad Request")]
    [InlineData("\r\r", "400 Bad Request")]
    [InlineData(Post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Get, "400 Bad Request")]
    public void A_malformed_request_is_answered_and_ends_the_connection(string request, string status)
    {
        for (var size = 1; size <= request.Length; size++)
        {
            using var peer = new ServerPeer();
            var answer = "";
            for (var start = 0; start < request.Length; start += size)
                answer += peer.Send(request[start..Math.Min(request.Length, start + size)]);
            Assert.StartsWith($"HTTP/1.1 {status}|content-type: text/plain|connection: close|content-length: ", answer, StringComparison.Ordinal);
            Assert.Contains(" Graceful", answer, StringComparison.Ordinal);
            Assert.Empty(peer.Exchanges);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Heads_are_bounded(int size)
    {
        Assert.StartsWith("HTTP/1.1 414 ", SendForEver("GET /", "x", size), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", SendForEver("", "x", size), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", SendForEver("GET / HTTP/1.1\r\nX: ", "x", size), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", SendForEver("GET / HTTP/1.1\r\n", "x: y\r\n", size), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", SendForEver("GET / HTTP/1.1\r\nHost: a\r\n", "x: y\r\n", size), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\r\n", "400")]
    [InlineData("5\r\nhelloX", "400")]
    [InlineData("5\nhello", "400")]
    [InlineData("0\r\nX : y\r\n\r\n", "400")]
    [InlineData("0\r\nX: y\n\r\n", "400")]
    [InlineData("0\r\nHost: y\r\n z\r\n\r\n", "400")]
    public void A_malformed_body_breaks_the_exchange(string body, string status)
    {
        for (var size = 1; size <= body.Length; size++)
        {
            using var peer = new ServerPeer();
            var answer = peer.Send(Post + "Transfer-Encoding: chunked\r\n\r\n");
            for (var start = 0; start < body.Length; start += size)
                answer += peer.Send(body[start..Math.Min(body.Length, start + size)]);
            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
            Assert.EndsWith("!Protocol", peer.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_malformed_body_after_the_response_began_resets_the_connection()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Transfer-Encoding: chunked\r\n\r\n");
        peer.Respond("200", "a", end: false);
        Assert.Equal(" Aborted", peer.Send("x"));
        Assert.EndsWith("!Protocol", peer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_request_breaks_the_exchange()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Content-Length: 5\r\n\r\nhel");
        Assert.StartsWith("HTTP/1.1 400 ", peer.EndInput(), StringComparison.Ordinal);
        Assert.Equal("[POST http a /|content-length=5]hel!ConnectionLost", peer.Log);
    }

    [Fact]
    public void A_truncated_head_is_dropped()
    {
        using var peer = new ServerPeer();
        peer.Send("GET / HTT");
        Assert.Equal(" Graceful", peer.EndInput());
        Assert.Empty(peer.Exchanges);
    }

    [Theory]
    [InlineData(CloseReason.Reset, "!Cancelled")]
    [InlineData(CloseReason.Error, "!ConnectionLost")]
    public void A_lost_connection_breaks_the_exchange(CloseReason reason, string expected)
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        peer.Connection.Fail(reason);
        Assert.Equal("[GET http a /]." + expected, peer.Log);
        peer.Respond("200");
    }

    [Fact]
    public void A_lost_connection_after_the_response_breaks_nothing()
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        peer.Last.Respond("200");
        peer.Connection.Fail(CloseReason.Reset);
        Assert.Equal("[GET http a /].", peer.Log);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("x")]
    public void A_reset_before_the_response_is_complete_is_seen_by_the_client(string? part)
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        if (part is not null)
            peer.Respond("200", part, end: false);
        peer.Last.Stream.Reset(StreamError.Internal);
        Assert.Null(peer.Connection.Closed);
        Assert.Equal(" Aborted", peer.Turn());
        Assert.Equal("[GET http a /].", peer.Log);
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nhe", "llo worl", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n", "5\r\nworld\r\n0\r\nx: y\r\n\r\n", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n", "x", false)]
    [InlineData("Content-Length: 65537\r\n\r\n", "", false)]
    public void After_an_early_response_the_rest_of_the_request_is_dropped_or_the_connection_ends(string begin, string rest, bool kept)
    {
        using var peer = new ServerPeer();
        peer.Send(Post + begin);
        peer.Respond("403");
        peer.Last.Stream.Reset(StreamError.Cancelled);
        peer.Turn();
        peer.Send(rest + Get);
        Assert.Equal(kept ? 2 : 1, peer.Exchanges.Count);
        Assert.Equal(kept, peer.Connection.Closed is null);
    }

    [Fact]
    public void Dropping_is_bounded_in_bytes_and_time()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Transfer-Encoding: chunked\r\n\r\n");
        peer.Respond("403");
        peer.Last.Stream.Reset(StreamError.Cancelled);
        for (var i = 0; i < 8; i++)
            Assert.Equal("", peer.Send("2000\r\n" + new string('x', 0x2000) + "\r\n"));
        Assert.Equal(" Graceful", peer.Send("1\r\nx\r\n"));

        using var slow = new ServerPeer();
        slow.Send(Post + "Content-Length: 5\r\n\r\n");
        slow.Respond("403");
        slow.Last.Stream.Reset(StreamError.Cancelled);
        Assert.Equal("", slow.Advance(TimeSpan.FromSeconds(1)));
        slow.Send("h");
        Assert.Equal(" Graceful", slow.Advance(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_handler_may_go_on_receiving_after_its_response()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Content-Length: 5\r\n\r\n");
        Assert.Equal("HTTP/1.1 200 OK|content-length: 0||", peer.Respond("200"));
        peer.Send("hello" + Get);
        Assert.Equal("[POST http a /|content-length=5]hello. [GET http a /].", peer.Log);
    }

    [Theory]
    [InlineData("hel", true)]
    [InlineData("hello!", false)]
    public void A_body_that_does_not_fit_its_length_is_never_completed(string body, bool end)
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        Assert.EndsWith(" Aborted", peer.Respond("200 content-length=5", body, end), StringComparison.Ordinal);
        Assert.EndsWith("!Protocol", peer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_that_cannot_be_sent_becomes_502()
    {
        using var peer = new ServerPeer();
        peer.Send(Get);
        Assert.StartsWith("HTTP/1.1 502 Bad Gateway|", peer.Respond("200 x=a\nb"), StringComparison.Ordinal);
        Assert.EndsWith("!Protocol", peer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_may_abort_the_connection_from_inside_an_event()
    {
        using var peer = new ServerPeer();
        peer.Prepare = handler => handler.OnBytes = (_, _) => peer.Connection.Abort();
        Assert.Equal(" Aborted", peer.Send(Post + "Content-Length: 5\r\n\r\nhel"));
        Assert.EndsWith("]hel!ConnectionLost", peer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_handler_costs_its_own_connection()
    {
        using var peer = new ServerPeer { Prepare = handler => handler.OnHead = _ => throw new InvalidOperationException("bug") };
        Assert.Throws<InvalidOperationException>(() => peer.Send(Get));
        Assert.Equal(CloseReason.Aborted, peer.Connection.Closed);
    }

    [Theory]
    [InlineData("G")]
    [InlineData("\r")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n")]
    public void A_slow_head_is_answered_408(string part)
    {
        using var peer = new ServerPeer();
        peer.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("", peer.Send(part));
        Assert.Equal("", peer.Advance(TimeSpan.FromSeconds(59.9)));
        Assert.StartsWith("HTTP/1.1 408 Request Timeout|", peer.Advance(TimeSpan.FromSeconds(0.2)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_byte_at_a_time_does_not_prolong_the_time_for_a_head()
    {
        using var peer = new ServerPeer();
        var answer = "";
        for (var i = 0; i < 12 && answer.Length == 0; i++)
            answer = peer.Send("G") + peer.Advance(TimeSpan.FromSeconds(6));
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_for_a_head_ends_with_it()
    {
        using var peer = new ServerPeer();
        peer.Send(Get[..10]);
        peer.Advance(TimeSpan.FromSeconds(59));
        peer.Send(Get[10..]);
        Assert.Equal("", peer.Advance(TimeSpan.FromSeconds(90)));
        Assert.Equal("HTTP/1.1 200 OK|content-length: 0||", peer.Respond("200"));
        Assert.Equal("", peer.Advance(TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void Slow_trailers_are_answered_408()
    {
        using var peer = new ServerPeer();
        peer.Send(Post + "Transfer-Encoding: chunked\r\n\r\n0\r\nx: y");
        Assert.StartsWith("HTTP/1.1 408 ", peer.Advance(TimeSpan.FromSeconds(61)), StringComparison.Ordinal);
        Assert.EndsWith("!Timeout", peer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void An_idle_connection_is_closed_in_the_end()
    {
        using var peer = new ServerPeer(new Http1Options { IdleTimeout = TimeSpan.FromMinutes(1) });
        Assert.Equal("", peer.Advance(TimeSpan.FromSeconds(50)));
        peer.Send(Get);
        peer.Respond("200");
        Assert.Equal("", peer.Advance(TimeSpan.FromSeconds(50)));
        Assert.Equal(" Graceful", peer.Advance(TimeSpan.FromSeconds(11)));
    }

    [Fact]
    public void An_idle_exchange_is_broken_in_the_end()
    {
        using var peer = new ServerPeer(new Http1Options { IdleTimeout = TimeSpan.FromMinutes(1) });
        peer.Send(Get);
        Assert.Equal("", peer.Advance(TimeSpan.FromSeconds(59)));
        Assert.Equal(" Aborted", peer.Advance(TimeSpan.FromSeconds(2)));
        Assert.EndsWith("!Timeout", peer.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x: y\r\n")]
    [InlineData("y")]
    public void Trailers_are_bounded(string piece)
    {
        using var peer = new ServerPeer();
        var answer = peer.Send(Post + "Transfer-Encoding: chunked\r\n\r\n0\r\nx: ");
        var pieces = string.Concat(Enumerable.Repeat(piece, 1000));
        for (var sent = 0; sent < 200_000 && answer.Length == 0; sent += pieces.Length)
            answer = peer.Send(pieces);
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    private static string SendForEver(string begin, string piece, int size)
    {
        using var peer = new ServerPeer();
        var answer = peer.Send(begin);
        var pieces = string.Concat(Enumerable.Repeat(piece, (size / piece.Length) + 1));
        for (var sent = 0; sent < 200_000 && answer.Length == 0; sent += pieces.Length)
            answer = peer.Send(pieces);
        Assert.Empty(peer.Exchanges);
        return answer;
    }
}
