namespace Mesh.Engine.Tests.Http1;

/// <summary>
/// What a client makes of a server's bytes, case by case and by section of RFC 9110 and RFC 9112: what its caller hears, and whether the connection
/// may carry another request. Response heads alone have their own table (ResponseHeadTests).
/// </summary>
public sealed class ClientConformanceTests
{
    private const string Get = "GET http a /";
    private const string Head = "HEAD http a /";
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Empty = Ok + "Content-Length: 0\r\n\r\n";
    private const string Five = Ok + "Content-Length: 5\r\n\r\n";
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n\r\n";
    private const string Evil = Ok + "Content-Length: 4\r\n\r\nevil";
    private const string Switch = "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";

    /// <summary>Name, request, response, what the caller hears, state of the connection.</summary>
    public static TheoryData<string, string, string, string, string> WellFormed => new()
    {
        { "9112 §6.3 a length", Get, Five + "hello", "[200|content-length=5]hello.", "idle" },
        { "9112 §6.3 no length: up to the end", Get, Ok + "\r\nhello<end>", "[200]hello.", "closed" },
        { "9112 §6.3 no length, nothing", Get, Ok + "\r\n<end>", "[200].", "closed" },
        { "9112 §6.3 HTTP/1.0 without a length", Get, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nhello<end>", "[200 1.0]hello.", "closed" },
        { "9112 §7.1 chunks", Get, Chunked + "5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\n", "[200]hello0123456789.", "idle" },
        { "9112 §7.1 zero with many digits ends", Get, Chunked + "000\r\n\r\n", "[200].", "idle" },
        { "9112 §7.1.1 an unknown extension is ignored", Get, Chunked + "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n", "[200]hello.", "idle" },
        { "9112 §7.1.2 trailers", Get, Chunked + "0\r\nX: y\r\n\r\n", "[200][|x=y].", "idle" },
        { "9112 §7.1.2 framing in trailers means nothing", Get, Chunked + "0\r\nContent-Length: 50\r\n\r\n", "[200].", "idle" },
        { "9112 §9.3 HTTP/1.0 with keep-alive", Get, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", "[200 1.0|content-length=0].", "idle" },
        { "9112 §9.3 HTTP/1.0 without", Get, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "[200 1.0|content-length=0].", "closed" },
        { "9112 §9.6 close", Get, Ok + "Connection: close\r\nContent-Length: 5\r\n\r\nhello", "[200|content-length=5]hello.", "closed" },
        { "9112 §9.6 the end after a response", Get, Empty + "<end>", "[200|content-length=0].", "closed" },
        { "9110 §9.3.2 HEAD with a length", Head, Five, "[200|content-length=5].", "idle" },
        { "9110 §9.3.2 HEAD with a coding", Head, Chunked, "[200].", "idle" },
        { "9110 §9.3.2 HEAD with neither", Head, Ok + "\r\n", "[200].", "idle" },
        { "9110 §15.2 interim responses", Get, "HTTP/1.1 103 E\r\nLink: x\r\n\r\nHTTP/1.1 100 C\r\n\r\n" + Empty, "[103|link=x][100][200|content-length=0].", "idle" },
        { "9110 §15.3.5 204", Get, "HTTP/1.1 204 X\r\n\r\n", "[204].", "idle" },
        { "9110 §15.3.6 205 with a length", Get, "HTTP/1.1 205 X\r\nContent-Length: 0\r\n\r\n", "[205|content-length=0].", "idle" },
        { "9110 §15.4.5 304 with the length of what is not sent", Get, "HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\n", "[304|content-length=5].", "idle" },
    };

    public static TheoryData<string, string, string, string, string> Misbehaving => new()
    {
        { "9112 §2.2 an empty line before the response", Get, "\r\n" + Empty, "!Protocol", "closed" },
        { "9112 §2.2 bare LF in the head", Get, "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "!Protocol", "closed" },
        { "9112 §2.2 bare LF ends the head", Get, Ok + "Content-Length: 0\r\n\n", "!Protocol", "closed" },
        { "9112 §2.2 bare CR in a field", Get, Ok + "X: y\rContent-Length: 0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §2.3 another minor version", Get, "HTTP/1.9 200 OK\r\nContent-Length: 0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §2.3 a preface of HTTP/2", Get, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "!Protocol", "closed" },
        { "9112 §4 a body without a head (HTTP/0.9)", Get, "<html>hello</html>\r\n\r\n", "!Protocol", "closed" },
        { "9112 §4 a request", Get, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "!Protocol", "closed" },
        { "9112 §5.1 white space before a colon", Get, Ok + "Content-Length : 0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §5.2 a folded line", Get, Ok + "X: y\r\n Content-Length: 5\r\n\r\nhello", "!Protocol", "closed" },
        { "9112 §6.1 a coding, then a length", Get, Ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §6.1 a length, then a coding", Get, Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §6.1 chunked twice", Get, Ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §6.1 chunked is not last", Get, Ok + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §6.1 an unknown coding", Get, Ok + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §6.1 a coding in HTTP/1.0", Get, "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "!Protocol", "closed" },
        { "9112 §6.3 two lengths", Get, Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "!Protocol", "closed" },
        { "9112 §6.3 two equal lengths", Get, Ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "!Protocol", "closed" },
        { "9112 §6.3 a list of lengths", Get, Ok + "Content-Length: 5, 5\r\n\r\nhello", "!Protocol", "closed" },
        { "9112 §6.3 a length with a sign", Get, Ok + "Content-Length: +5\r\n\r\nhello", "!Protocol", "closed" },
        { "9112 §6.3 a length that overflows", Get, Ok + "Content-Length: 18446744073709551621\r\n\r\nhello", "!Protocol", "closed" },
        { "9112 §6.3 bytes beyond the length", Get, Five + "hello" + Evil, "[200|content-length=5]hello.", "closed" },
        { "9112 §6.3 an empty line beyond the length", Get, Five + "hello\r\n", "[200|content-length=5]hello.", "closed" },
        { "9112 §6.3 a body after HEAD", Head, Five + "hello", "[200|content-length=5].", "closed" },
        { "9112 §6.3 chunks after HEAD", Head, Chunked + "4\r\nevil\r\n0\r\n\r\n", "[200].", "closed" },
        { "9112 §6.3 a body after 204", Get, "HTTP/1.1 204 X\r\nContent-Length: 5\r\n\r\nhello", "[204].", "closed" },
        { "9112 §6.3 chunks after 204", Get, "HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "[204].", "closed" },
        { "9112 §6.3 a body after 304", Get, "HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\nhello", "[304|content-length=5].", "closed" },
        { "9112 §6.3 a second response", Get, Empty + Evil, "[200|content-length=0].", "closed" },
        { "9112 §7.1 a size with a sign", Get, Chunked + "+5\r\nhello\r\n0\r\n\r\n", "[200]!Protocol", "closed" },
        { "9112 §7.1 a size with 0x", Get, Chunked + "0x5\r\nhello\r\n0\r\n\r\n", "[200]!Protocol", "closed" },
        { "9112 §7.1 a size with 17 digits", Get, Chunked + "00000000000000005\r\nhello\r\n0\r\n\r\n", "[200]!Protocol", "closed" },
        { "9112 §7.1 a size beyond 63 bits", Get, Chunked + "8000000000000000\r\n", "[200]!Protocol", "closed" },
        { "9112 §7.1 a size that wraps to zero", Get, Chunked + "10000000000000000\r\n\r\n" + Evil, "[200]!Protocol", "closed" },
        { "9112 §7.1 no size", Get, Chunked + "\r\nhello\r\n", "[200]!Protocol", "closed" },
        { "9112 §7.1 a size that ends in LF", Get, Chunked + "5\nhello\r\n0\r\n\r\n", "[200]!Protocol", "closed" },
        { "9112 §7.1 data longer than its size", Get, Chunked + "4\r\nhello\r\n0\r\n\r\n", "[200]hell!Protocol", "closed" },
        { "9112 §7.1 data that ends in LF", Get, Chunked + "5\r\nhello\n0\r\n\r\n", "[200]hello!Protocol", "closed" },
        { "9112 §7.1 bytes after the last chunk", Get, Chunked + "0\r\n\r\n" + Evil, "[200].", "closed" },
        { "9112 §7.1.1 endless extensions", Get, Chunked + "5;" + new string('x', 5000), "[200]!Protocol", "closed" },
        { "9112 §7.1.2 a malformed trailer", Get, Chunked + "0\r\nX : y\r\n\r\n", "[200]!Protocol", "closed" },
        { "9112 §7.1.2 trailers that end in LF", Get, Chunked + "0\r\nX: y\n\n" + Evil, "[200]!Protocol", "closed" },
        { "9112 §8 the end without a response", Get, "<end>", "!ConnectionLost", "closed" },
        { "9112 §8 the end inside the head", Get, Ok + "Content-Le<end>", "!ConnectionLost", "closed" },
        { "9112 §8 the end inside the length", Get, Five + "hell<end>", "[200|content-length=5]hell!ConnectionLost", "closed" },
        { "9112 §8 the end inside a chunk", Get, Chunked + "5\r\nhel<end>", "[200]hel!ConnectionLost", "closed" },
        { "9112 §8 the end before the last chunk", Get, Chunked + "5\r\nhello\r\n<end>", "[200]hello!ConnectionLost", "closed" },
        { "9112 §8 the end inside the trailers", Get, Chunked + "0\r\nX: y\r\n<end>", "[200]!ConnectionLost", "closed" },
        { "9112 §8 the end after an interim response", Get, "HTTP/1.1 100 C\r\n\r\n<end>", "[100]!ConnectionLost", "closed" },
        { "9110 §7.6.1 Connection names the length", Get, Ok + "Connection: content-length\r\nContent-Length: 5\r\n\r\nhello", "!Protocol", "closed" },
        { "9110 §7.8 a switch that was not asked for", Get, Switch + "frame", "!Protocol", "closed" },
        { "9110 §7.8 a switch in answer to HEAD", Head, Switch, "!Protocol", "closed" },
        { "9110 §15.2 an interim response with a body", Get, "HTTP/1.1 103 E\r\nContent-Length: 5\r\n\r\nhello" + Empty, "[103]!Protocol", "closed" },
        { "9110 §15.2 an interim response in chunks", Get, "HTTP/1.1 103 E\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Empty, "[103]!Protocol", "closed" },
    };

    [Theory]
    [MemberData(nameof(WellFormed))]
    [MemberData(nameof(Misbehaving))]
    public void At_once(string name, string request, string response, string expected, string connection) =>
        Check(name, request, [response], expected, connection);

    [Theory]
    [MemberData(nameof(WellFormed))]
    [MemberData(nameof(Misbehaving))]
    public void Byte_by_byte(string name, string request, string response, string expected, string connection)
    {
        var bytes = response.Replace("<end>", "", StringComparison.Ordinal).Select(b => b.ToString());
        Check(name, request, response.EndsWith("<end>", StringComparison.Ordinal) ? [.. bytes, "<end>"] : [.. bytes], expected, connection);
    }

    [Fact]
    public void Rfc9110_15_2_interim_responses_without_end()
    {
        using var peer = new ClientPeer();
        peer.Request(Get);
        for (var i = 0; i < 65 && peer.Connection.Closed is null; i++)
            peer.Respond("HTTP/1.1 102 X\r\n\r\n");
        Assert.Equal(string.Concat(Enumerable.Repeat("[102]", 64)) + "!TooMuch", peer.Log);
        Assert.NotNull(peer.Connection.Closed);
    }

    [Theory]
    [InlineData("9112 §9.2 a response before its request", Evil)]
    [InlineData("9112 §9.2 a response byte before its request", "H")]
    [InlineData("9112 §9.2 an interim response before its request", "HTTP/1.1 100 C\r\n\r\n")]
    public void Nothing_may_come_before_the_request(string name, string response)
    {
        using var fresh = new ClientPeer();
        fresh.Respond(response);
        Assert.True(fresh.Connection.Closed is not null, name);

        using var kept = new ClientPeer();
        kept.Request(Get);
        kept.Respond(Empty);
        kept.Respond(response);
        Assert.True(kept.Connection.Closed is not null, name);
        Assert.False(kept.Client.IsIdle, name);
    }

    private static void Check(string name, string request, string[] pieces, string expected, string connection)
    {
        using var peer = new ClientPeer();
        peer.Request(request);
        foreach (var piece in pieces)
        {
            var bytes = piece.Replace("<end>", "", StringComparison.Ordinal);
            if (bytes.Length > 0 && peer.Connection.Closed is null)
                peer.Respond(bytes);
            if (bytes.Length < piece.Length && peer.Connection.Closed is null)
                peer.EndInput();
        }
        var state = peer.Connection.Closed is not null ? "closed" : peer.Client.IsIdle ? "idle" : "busy";
        Assert.Equal($"{name}: {expected} {connection}", $"{name}: {peer.Log} {state}");
    }
}
