using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

public sealed class ResponseHeadTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    public static TheoryData<string, string, string> Valid => new()
    {
        { "9112 §4 minimal", "HTTP/1.1 200 \r\n\r\n", "200 -> UntilClose close" },
        { "9112 §4 no space before an empty reason", "HTTP/1.1 200\r\n\r\n", "200 -> UntilClose close" },
        { "9112 §4 reason with anything", "HTTP/1.1 404 Not \t\xE9 Found\r\nContent-Length: 0\r\n\r\n", "404|content-length=0 -> None" },
        { "9110 §15 highest code", "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", "999|content-length=0 -> None" },
        { "9112 §6.3 length", Ok + "Content-Length: 5\r\n\r\n", "200|content-length=5 -> Length 5" },
        { "9112 §6.3 chunked", Ok + "Transfer-Encoding: chunked\r\n\r\n", "200 -> Chunked" },
        { "9112 §6.3 until close", Ok + "X: y\r\n\r\n", "200|x=y -> UntilClose close" },
        { "9112 §6.3 HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n", "200 1.0|content-length=5 -> Length 5" },
        { "9112 §9.3 HTTP/1.0 without keep-alive", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", "200 1.0|content-length=5 -> Length 5 close" },
        { "9112 §9.3 close", Ok + "Connection: close\r\nContent-Length: 0\r\n\r\n", "200|content-length=0 -> None close" },
        { "9112 §6.3 204 has no body", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "204 -> None" },
        { "9112 §6.3 304 has no body", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "304|content-length=5 -> None" },
        { "9112 §6.3 304 chunked has no body", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", "304 -> None" },
        { "9110 §15.2 interim", "HTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 5\r\n\r\n", "103|link=x -> None" },
        { "9110 §7.6.1 hop fields leave", Ok + "Connection: x\r\nX: 1\r\nKeep-Alive: y\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n", "200|content-length=0 -> None" },
    };

    public static TheoryData<string, string, string> Invalid => new()
    {
        { "9112 §4 empty", "\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 not HTTP", "ICY 200 OK\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 lower case", "http/1.1 200 OK\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", nameof(MessageError.Version) },
        { "9112 §4 two spaces", "HTTP/1.1  200 OK\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 two digits", "HTTP/1.1 20 OK\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 four digits", "HTTP/1.1 2000 OK\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 below 100", "HTTP/1.1 099 OK\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 sign", "HTTP/1.1 +20 OK\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §4 NUL in the reason", "HTTP/1.1 200 O\0K\r\n\r\n", nameof(MessageError.StatusLine) },
        { "9112 §2.2 bare LF", "HTTP/1.1 200 OK\nX: y\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §2.2 bare CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §5.2 folded line", Ok + "X: y\r\n z\r\n\r\n", nameof(MessageError.FieldName) },
        { "9112 §5.1 space before the colon", Ok + "X : y\r\n\r\n", nameof(MessageError.FieldName) },
        { "9112 §6.3 two lengths", Ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9112 §6.3 length and coding", Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9112 §6.1 gzip", Ok + "Transfer-Encoding: gzip\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 chunked in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9110 §7.6.1 Connection names the length", Ok + "Content-Length: 5\r\nConnection: content-length\r\n\r\n", nameof(MessageError.ConnectionField) },
        { "9110 §7.8 switch that nobody asked for", "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", nameof(MessageError.Upgrade) },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    [MemberData(nameof(Invalid))]
    public void Ordinary(string name, string head, string expected) =>
        Assert.Equal($"{name}: {expected}", $"{name}: {Heads.Response(head)}");

    [Theory]
    [InlineData("9110 §9.3.2 length of a body that is not there", Ok + "Content-Length: 5\r\n\r\n", "200|content-length=5 -> None")]
    [InlineData("9110 §9.3.2 coding of a body that is not there", Ok + "Transfer-Encoding: chunked\r\n\r\n", "200 -> None")]
    [InlineData("9110 §9.3.2 neither", Ok + "\r\n", "200 -> None")]
    public void To_head(string name, string head, string expected) =>
        Assert.Equal($"{name}: {expected}", $"{name}: {Heads.Response(head, RequestKind.Head)}");

    [Theory]
    [InlineData("9110 §9.3.6 accepted", Ok + "\r\n", "200 -> Tunnel close")]
    [InlineData("9110 §9.3.6 a length is ignored", "HTTP/1.1 204 X\r\nContent-Length: 5\r\n\r\n", "204 -> None")]
    [InlineData("9110 §9.3.6 a coding is ignored", Ok + "Transfer-Encoding: chunked\r\n\r\n", "200 -> Tunnel close")]
    [InlineData("9110 §9.3.6 refused", "HTTP/1.1 403 X\r\nContent-Length: 5\r\n\r\n", "403|content-length=5 -> Length 5")]
    public void To_connect(string name, string head, string expected) =>
        Assert.Equal($"{name}: {expected}", $"{name}: {Heads.Response(head, RequestKind.Connect)}");

    [Theory]
    [InlineData("9110 §7.8 accepted", "HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\nA: b\r\n\r\n", "200 (websocket)|a=b -> Tunnel close")]
    [InlineData("9110 §7.8 other protocol", "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n", "Upgrade")]
    [InlineData("9110 §7.8 no Upgrade", "HTTP/1.1 101 X\r\nConnection: upgrade\r\n\r\n", "Upgrade")]
    [InlineData("9110 §7.8 no Connection", "HTTP/1.1 101 X\r\nUpgrade: websocket\r\n\r\n", "Upgrade")]
    [InlineData("9110 §7.8 ignored", "HTTP/1.1 200 X\r\nContent-Length: 0\r\n\r\n", "200|content-length=0 -> None")]
    [InlineData("9110 §7.8 refused", "HTTP/1.1 400 X\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\n", "400|content-length=5 -> Length 5")]
    public void To_upgrade(string name, string head, string expected) =>
        Assert.Equal($"{name}: {expected}", $"{name}: {Heads.Response(head, RequestKind.Upgrade, "websocket")}");
}
