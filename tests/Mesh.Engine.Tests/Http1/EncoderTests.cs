using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

public sealed class EncoderTests
{
    [Theory]
    [InlineData("GET http a /x?y", true, "GET /x?y HTTP/1.1|host: a||None")]
    [InlineData("GET http  /", true, "GET / HTTP/1.1|host: ||None")]
    [InlineData("POST http a /", true, "POST / HTTP/1.1|host: a|content-length: 0||Length 0")]
    [InlineData("POST http a / content-length=0", true, "POST / HTTP/1.1|host: a|content-length: 0||Length 0")]
    [InlineData("GET http a / content-length=0", true, "GET / HTTP/1.1|host: a|content-length: 0||Length 0")]
    [InlineData("POST http a / content-length=5 x=y", false, "POST / HTTP/1.1|host: a|x: y|content-length: 5||Length 5")]
    [InlineData("POST http a /", false, "POST / HTTP/1.1|host: a|transfer-encoding: chunked||Chunked")]
    [InlineData("CONNECT - a:80 -", false, "CONNECT a:80 HTTP/1.1|host: a:80||Tunnel")]
    [InlineData("CONNECT http a /c protocol=websocket x=y", false, "GET /c HTTP/1.1|host: a|x: y|upgrade: websocket|connection: upgrade||Tunnel")]
    [InlineData("GET http a /c protocol=websocket", false, "GET /c HTTP/1.1|host: a|upgrade: websocket|connection: upgrade||Tunnel")]
    [InlineData("OPTIONS http a *", true, "OPTIONS * HTTP/1.1|host: a||None")]
    [InlineData("GET http a / te=trailers", true, "GET / HTTP/1.1|host: a|te: trailers|connection: te||None")]
    [InlineData("GET http a / te=gzip", true, "GET / HTTP/1.1|host: a||None")]
    [InlineData("GET http a / te=trailers protocol=p", false, "GET / HTTP/1.1|host: a|te: trailers|upgrade: p|connection: te, upgrade||Tunnel")]
    [InlineData("GET http a / host=b connection=x keep-alive=1 proxy-connection=1 transfer-encoding=gzip upgrade=h2c", true, "GET / HTTP/1.1|host: a||None")]
    [InlineData("POST http a / content-length=5", true, "refused")]
    [InlineData("POST http a / content-length=5 content-length=5", false, "refused")]
    [InlineData("POST http a / content-length=+5", false, "refused")]
    [InlineData("G(T http a /", true, "refused")]
    [InlineData("- http a /", true, "refused")]
    [InlineData("GET http a x", true, "refused")]
    [InlineData("GET http a *", true, "refused")]
    [InlineData("GET http a -", true, "refused")]
    [InlineData("GET http a,b /", true, "refused")]
    [InlineData("CONNECT - a -", false, "refused")]
    [InlineData("CONNECT - a:80 -", true, "refused")]
    [InlineData("GET http a / protocol=a,b", false, "refused")]
    [InlineData("GET http a / protocol=p content-length=5", false, "refused")]
    public void Request(string request, bool endStream, string expected)
    {
        using var block = Blocks.Request(request);
        using var output = new Output();
        var sent = RequestHeadEncoder.TryEncode(block, endStream, output.Queue, out var framing);
        Assert.Equal(expected, output.Describe(sent, framing));
    }

    [Theory]
    [InlineData("200", true, "", "HTTP/1.1 200 OK|content-length: 0||Length 0")]
    [InlineData("299", true, "", "HTTP/1.1 299 |content-length: 0||Length 0")]
    [InlineData("200 content-length=5 x=y", false, "", "HTTP/1.1 200 OK|x: y|content-length: 5||Length 5")]
    [InlineData("200", false, "", "HTTP/1.1 200 OK|transfer-encoding: chunked||Chunked")]
    [InlineData("200", false, "1.0", "HTTP/1.1 200 OK|connection: close||UntilClose close")]
    [InlineData("200 content-length=5", false, "1.0", "HTTP/1.1 200 OK|connection: keep-alive|content-length: 5||Length 5")]
    [InlineData("200", true, "1.0", "HTTP/1.1 200 OK|connection: keep-alive|content-length: 0||Length 0")]
    [InlineData("200 content-length=5", false, "1.0 close", "HTTP/1.1 200 OK|connection: close|content-length: 5||Length 5 close")]
    [InlineData("200", false, "close", "HTTP/1.1 200 OK|connection: close|transfer-encoding: chunked||Chunked close")]
    [InlineData("200 content-length=5", true, "head", "HTTP/1.1 200 OK|content-length: 5||None")]
    [InlineData("200", false, "head", "HTTP/1.1 200 OK||None")]
    [InlineData("204 content-length=0", true, "", "HTTP/1.1 204 No Content||None")]
    [InlineData("304 content-length=5", true, "", "HTTP/1.1 304 Not Modified|content-length: 5||None")]
    [InlineData("103 link=x content-length=5", false, "close", "HTTP/1.1 103 Early Hints|link: x||None")]
    [InlineData("200 content-length=5", false, "connect", "HTTP/1.1 200 OK||Tunnel close")]
    [InlineData("403", true, "connect close", "HTTP/1.1 403 Forbidden|connection: close|content-length: 0||Length 0 close")]
    [InlineData("101", false, "upgrade", "HTTP/1.1 101 Switching Protocols|upgrade: websocket|connection: upgrade||Tunnel close")]
    [InlineData("200 protocol=websocket a=b", false, "upgrade", "HTTP/1.1 101 Switching Protocols|a: b|upgrade: websocket|connection: upgrade||Tunnel close")]
    [InlineData("200 version=2", false, "upgrade", "HTTP/1.1 101 Switching Protocols|upgrade: websocket|connection: upgrade||Tunnel close")]
    [InlineData("200", true, "upgrade", "HTTP/1.1 200 OK|content-length: 0||Length 0")]
    [InlineData("200 connection=x keep-alive=1 transfer-encoding=gzip upgrade=h2c te=trailers", true, "", "HTTP/1.1 200 OK|content-length: 0||Length 0")]
    [InlineData("101", false, "", "refused")]
    [InlineData("103", true, "", "refused")]
    [InlineData("99", true, "", "refused")]
    [InlineData("1000", true, "", "refused")]
    [InlineData("200 content-length=5", true, "", "refused")]
    [InlineData("200 content-length=5 content-length=6", false, "", "refused")]
    public void Response(string response, bool endStream, string context, string expected)
    {
        using var block = Blocks.Response(response);
        using var output = new Output();
        var sent = ResponseHeadEncoder.TryEncode(block, Context(context), "websocket"u8, endStream, output.Queue, out var framing);
        Assert.Equal(expected, output.Describe(sent, framing));
    }

    [Theory]
    [InlineData("x", "a\r\nb: c")]
    [InlineData("x", "a\nb")]
    [InlineData("x", "a\0")]
    [InlineData("x", " a")]
    [InlineData("x", "a ")]
    [InlineData("", "a")]
    [InlineData("x y", "a")]
    [InlineData("x:", "a")]
    [InlineData("x\r\n", "a")]
    public void Nothing_that_breaks_a_line_is_sent(string name, string value)
    {
        using var request = Blocks.Request("GET http a /");
        using var response = Blocks.Response("200");
        using var output = new Output();
        request.Add(Heads.Bytes(name), Heads.Bytes(value));
        response.Add(Heads.Bytes(name), Heads.Bytes(value));
        Assert.False(RequestHeadEncoder.TryEncode(request, true, output.Queue, out _));
        Assert.False(ResponseHeadEncoder.TryEncode(response, Context(""), default, true, output.Queue, out _));
        Assert.False(new BodyEncoder(new MessageFraming(BodyKind.Chunked, 0, true)).TryEncodeTrailers(request, output.Queue));
        Assert.True(output.Queue.IsEmpty);
    }

    [Theory]
    [InlineData("/x y")]
    [InlineData("/x\r\ny")]
    [InlineData("/\xE9")]
    public void No_path_that_breaks_a_line_is_sent(string path)
    {
        using var block = Blocks.Request("GET http a /");
        using var output = new Output();
        block.Path = Heads.Bytes(path);
        Assert.False(RequestHeadEncoder.TryEncode(block, true, output.Queue, out _));
    }

    [Theory]
    [InlineData("Chunked", "hello|.", "5|hello|0||")]
    [InlineData("Chunked", "hello.", "5|hello|0||")]
    [InlineData("Chunked", "||0123456789abcdef|", "10|0123456789abcdef|")]
    [InlineData("Chunked", ".", "0||")]
    [InlineData("Length 5", "hel|lo.", "hello")]
    [InlineData("Length 5", "hello|.", "hello")]
    [InlineData("Length 5", "hel.", "refused")]
    [InlineData("Length 5", "hel|loo", "refused")]
    [InlineData("Length 0", ".", "")]
    [InlineData("None", "hello.", "")]
    [InlineData("UntilClose", "hello.", "hello")]
    [InlineData("Tunnel", "hel|lo.", "hello")]
    public void Body(string framing, string pieces, string expected)
    {
        var parts = framing.Split(' ');
        var encoder = new BodyEncoder(new MessageFraming(Enum.Parse<BodyKind>(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : 0, true));
        using var output = new Output();
        var sent = true;
        foreach (var piece in pieces.Split('|'))
            sent &= encoder.TryEncode(Heads.Bytes(piece.TrimEnd('.')), piece.EndsWith('.'), output.Queue);
        Assert.Equal(expected, sent ? output.Text.Replace("\r\n", "|", StringComparison.Ordinal) : "refused");
    }

    [Theory]
    [InlineData("Chunked", "0|grpc-status: 0||")]
    [InlineData("Length", "")]
    [InlineData("UntilClose", "")]
    public void Trailers_go_with_chunks_only(string kind, string expected)
    {
        using var trailers = new HeaderBlock();
        trailers.Add("grpc-status"u8, "0"u8);
        trailers.Add("content-length"u8, "5"u8);
        using var output = new Output();
        Assert.True(new BodyEncoder(new MessageFraming(Enum.Parse<BodyKind>(kind), 0, true)).TryEncodeTrailers(trailers, output.Queue));
        Assert.Equal(expected, output.Text.Replace("\r\n", "|", StringComparison.Ordinal));
    }

    private static ResponseContext Context(string text)
    {
        var request = text switch
        {
            _ when text.Contains("head", StringComparison.Ordinal) => RequestKind.Head,
            _ when text.Contains("connect", StringComparison.Ordinal) => RequestKind.Connect,
            _ when text.Contains("upgrade", StringComparison.Ordinal) => RequestKind.Upgrade,
            _ => RequestKind.Ordinary,
        };
        var version = text.Contains("1.0", StringComparison.Ordinal) ? HttpVersion.Http10 : HttpVersion.Http11;
        return new ResponseContext(request, version, text.Contains("close", StringComparison.Ordinal));
    }

    private sealed class Output : IDisposable
    {
        private readonly BufferPool _pool = new();

        internal Output() => Queue = new ByteQueue(_pool);

        internal ByteQueue Queue { get; }

        internal string Text
        {
            get
            {
                var bytes = new byte[Queue.Length];
                Queue.Peek(bytes);
                return Heads.Text(bytes);
            }
        }

        internal string Describe(bool sent, MessageFraming framing)
        {
            if (!sent)
                return Queue.IsEmpty ? "refused" : "refused but written";
            Assert.EndsWith("\r\n\r\n", Text, StringComparison.Ordinal);
            var length = framing.Kind == BodyKind.Length ? $" {framing.Length}" : "";
            return $"{Text[..^2].Replace("\r\n", "|", StringComparison.Ordinal)}|{framing.Kind}{length}{(framing.Persistent || IsRequest ? "" : " close")}";
        }

        private bool IsRequest => !Text.StartsWith("HTTP/", StringComparison.Ordinal);

        public void Dispose()
        {
            Queue.Clear();
            _pool.Dispose();
        }
    }
}
