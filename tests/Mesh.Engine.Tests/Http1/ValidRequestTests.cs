namespace Mesh.Engine.Tests.Http1;

public sealed class ValidRequestTests
{
    public static TheoryData<string, string, string> Cases => new()
    {
        { "9112 §3 minimal", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET http a / -> None" },
        { "9112 §3.2.1 origin-form with query", "GET /x/y?q=1&r=%20 HTTP/1.1\r\nHost: a.b:8080\r\n\r\n", "GET http a.b:8080 /x/y?q=1&r=%20 -> None" },
        { "9112 §3.2.1 double slash is a path", "GET //a//b HTTP/1.1\r\nHost: a\r\n\r\n", "GET http a //a//b -> None" },
        { "3986 §3.3 lenient: braces, quotes, bars", "GET /{\"a\"|b}^`<> HTTP/1.1\r\nHost: a\r\n\r\n", "GET http a /{\"a\"|b}^`<> -> None" },
        { "3986 §3.4 lenient: backslash in the query", "GET /?a\\b HTTP/1.1\r\nHost: a\r\n\r\n", "GET http a /?a\\b -> None" },
        { "9112 §3.2.2 absolute-form", "GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n", "GET http a /x?y -> None" },
        { "9112 §3.2.2 absolute-form, empty path", "GET HTTP://a HTTP/1.1\r\nHost: A\r\n\r\n", "GET http a / -> None" },
        { "9112 §3.2.2 absolute-form, empty path with query", "GET https://a?y HTTP/1.1\r\nHost: a\r\n\r\n", "GET https a /?y -> None" },
        { "9112 §3.2.3 authority-form", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "CONNECT  a:443  -> Tunnel" },
        { "9112 §3.2.3 authority-form, Host without port", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT  a:80  -> Tunnel" },
        { "9112 §3.2.3 CONNECT with zero length", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "CONNECT  a:80  -> Tunnel" },
        { "9112 §3.2.4 asterisk-form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS http a * -> None" },
        { "9112 §3.2.4 absolute OPTIONS without path", "OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS http a * -> None" },
        { "9110 §9.1 unknown method is a token", "x-PURGE! / HTTP/1.1\r\nHost: a\r\n\r\n", "x-PURGE! http a / -> None" },
        { "9110 §4.2 IPv4 authority", "GET / HTTP/1.1\r\nHost: 10.0.0.7:80\r\n\r\n", "GET http 10.0.0.7:80 / -> None" },
        { "9110 §4.2 IPv6 authority", "GET / HTTP/1.1\r\nHost: [2001:2::1]:80\r\n\r\n", "GET http [2001:2::1]:80 / -> None" },
        { "9110 §5.1 names become lower case", "GET / HTTP/1.1\r\nHOST: a\r\nX-A_b: V\r\n\r\n", "GET http a /|x-a_b=V -> None" },
        { "9110 §5.3 order and repetition are kept", "GET / HTTP/1.1\r\nB: 1\r\nhost: a\r\nA: 2\r\nB: 3\r\n\r\n", "GET http a /|b=1|a=2|b=3 -> None" },
        { "9110 §5.5 white space around values", "GET / HTTP/1.1\r\nHost:a\t \r\nX: \t b  c \t\r\n\r\n", "GET http a /|x=b  c -> None" },
        { "9110 §5.5 empty value", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\nY: \r\n\r\n", "GET http a /|x=|y= -> None" },
        { "9110 §5.5 obs-text is opaque", "GET / HTTP/1.1\r\nHost: a\r\nX: \xE9\xFF\r\n\r\n", "GET http a /|x=\xE9\xFF -> None" },
        { "9112 §6.2 length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n", "POST http a /|content-length=12 -> Length 12" },
        { "9112 §6.2 zero length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "POST http a /|content-length=0 -> None" },
        { "9112 §6.2 leading zeros leave", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0010\r\n\r\n", "POST http a /|content-length=10 -> Length 10" },
        { "9112 §6.2 18 digits", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", "POST http a /|content-length=999999999999999999 -> Length 999999999999999999" },
        { "9112 §6.1 chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked \r\n\r\n", "POST http a / -> Chunked" },
        { "9112 §6 body with GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", "GET http a /|content-length=3 -> Length 3" },
        { "9112 §9.3 close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n", "GET http a / -> None close" },
        { "9112 §9.3 HTTP/1.0 is kept alive when asked for", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\nKeep-Alive: 5\r\n\r\n", "GET http  / 1.0 -> None" },
        { "9112 §9.3 close wins over keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", "GET http  / 1.0 -> None close" },
        { "9112 §C.2.2 Proxy-Connection means nothing", "GET / HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n", "GET http  / 1.0 -> None close" },
        { "9112 §3.2 Host is optional in 1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", "GET http a / 1.0 -> None close" },
        { "9110 §10.1.1 expect passes", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", "POST http a /|expect=100-continue|content-length=1 -> Length 1" },
        { "9110 §10.1.1 expect is ignored in 1.0", "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", "POST http  / 1.0|content-length=1 -> Length 1 close" },
        { "9110 §7.6.1 named fields leave", "GET / HTTP/1.1\r\nX-Hop: 1\r\nHost: a\r\nConnection: x-hop,,Y\r\nConnection: keep-alive\r\ny: 2\r\nZ: 3\r\n\r\n", "GET http a /|z=3 -> None" },
        { "9110 §7.6.1 hop fields leave", "GET / HTTP/1.1\r\nHost: a\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nUpgrade: y\r\nTE: gzip\r\n\r\n", "GET http a / -> None" },
        { "9110 §10.1.4 TE trailers stays", "GET / HTTP/1.1\r\nHost: a\r\nTE: gzip, Trailers\r\nConnection: te\r\n\r\n", "GET http a /|te=trailers -> None" },
        { "9110 §7.8 upgrade", "GET /c HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key: k\r\n\r\n", "GET http a /c (websocket)|sec-websocket-key=k -> Tunnel" },
        { "9110 §7.8 upgrade with version", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: TLS/1.0\r\nContent-Length: 0\r\n\r\n", "GET http a / (tls/1.0) -> Tunnel" },
        { "9110 §7.8 upgrade without Connection is ignored", "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", "GET http a / -> None" },
        { "9110 §7.8 upgrade in 1.0 is ignored", "GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", "GET http  / 1.0 -> None close" },
        { "9110 §7.8 several protocols are ignored", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: a, b\r\n\r\n", "GET http a / -> None" },
        { "9110 §7.8 two fields are ignored", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: a\r\nUpgrade: b\r\n\r\n", "GET http a / -> None" },
        { "9110 §7.8 upgrade of a request with a body is ignored", "POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: a\r\nContent-Length: 2\r\n\r\n", "POST http a /|content-length=2 -> Length 2" },
        { "9113 §3.1 h2c is ignored", "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n\r\n", "GET http a / -> None" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parses(string name, string head, string expected) => Assert.Equal($"{name}: {expected}", $"{name}: {Heads.Request(head)}");
}
