using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

public sealed class InvalidRequestTests
{
    private const string Start = "GET / HTTP/1.1\r\nHost: a\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: a\r\n";

    public static TheoryData<string, string, string> RequestLines => new()
    {
        { "9112 §3 HTTP/0.9", "GET /\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §3 empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §3 only a method", "GET\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §3 two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §3 two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §3 space after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §3 space first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Method) },
        { "9112 §3 tabs", "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Method) },
        { "9112 §3.1 method is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Method) },
        { "9112 §3.1 method with NUL", "GE\0T / HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Method) },
        { "9112 §2.3 lower case version", "GET / http/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §2.3 HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", nameof(MessageError.Version) },
        { "9113 §3.4 HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", nameof(MessageError.Version) },
        { "9112 §2.3 HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", nameof(MessageError.Version) },
        { "9112 §2.3 two digits", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §2.3 one digit", "GET / HTTP/1\r\nHost: a\r\n\r\n", nameof(MessageError.RequestLine) },
        { "9112 §2.2 bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §2.2 bare CR after the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §3.2 no slash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2 fragment", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2 fragment in the query", "GET /?x#y HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2 backslash in the path", "GET /a\\..\\b HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2 NUL", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2 raw non-ASCII", "GET /\xE9 HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2 DEL in the query", "GET /?\x7F HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.2 other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.2 no authority", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.2 only a scheme", "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9110 §4.2.4 user information", "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.2 bad port", "GET http://a:99999/ HTTP/1.1\r\nHost: a:99999\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.3 CONNECT without port", "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.3 CONNECT with a path", "CONNECT /x HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.3 CONNECT to a URI", "CONNECT http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.4 asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
        { "9112 §3.2.4 asterisk and more", "OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.Target) },
    };

    public static TheoryData<string, string, string> Fields => new()
    {
        { "9112 §5 no colon", Start + "X\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §5 no name", Start + ": x\r\n\r\n", nameof(MessageError.FieldName) },
        { "9112 §5.1 space before the colon", Start + "X : y\r\n\r\n", nameof(MessageError.FieldName) },
        { "9112 §5.1 tab before the colon", Start + "X\t: y\r\n\r\n", nameof(MessageError.FieldName) },
        { "9112 §5.2 folded line", Start + "X: y\r\n z\r\n\r\n", nameof(MessageError.FieldName) },
        { "9112 §5.2 folded line with tab", Start + "X: y\r\n\tz\r\n\r\n", nameof(MessageError.FieldName) },
        { "9112 §2.2 white space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", nameof(MessageError.FieldName) },
        { "9110 §5.1 name is no token", Start + "X(y): z\r\n\r\n", nameof(MessageError.FieldName) },
        { "9110 §5.1 non-ASCII name", Start + "X\xE9: z\r\n\r\n", nameof(MessageError.FieldName) },
        { "9110 §5.1 NUL in a name", Start + "X\0: z\r\n\r\n", nameof(MessageError.FieldName) },
        { "9110 §5.5 NUL in a value", Start + "X: a\0b\r\n\r\n", nameof(MessageError.FieldValue) },
        { "9110 §5.5 control in a value", Start + "X: a\x01\r\n\r\n", nameof(MessageError.FieldValue) },
        { "9110 §5.5 DEL in a value", Start + "X: a\x7F\r\n\r\n", nameof(MessageError.FieldValue) },
        { "9112 §2.2 bare CR in a value", Start + "X: a\rb\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §2.2 bare LF in a value", Start + "X: a\nY: b\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §2.2 CR CR LF", Start + "X: a\r\r\n\r\n", nameof(MessageError.LineEnding) },
        { "9112 §3.2 no Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 two Hosts", Start + "Host: b\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 the same Host twice", Start + "Host: a\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 two Hosts with absolute-form", "GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host with percent", "GET / HTTP/1.1\r\nHost: a%2eb\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host with empty port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host with word port", "GET / HTTP/1.1\r\nHost: a:http\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host with two ports", "GET / HTTP/1.1\r\nHost: a:80:81\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 Host with only a port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 IPv6 without brackets", "GET / HTTP/1.1\r\nHost: 2001:2::1\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 broken IPv6", "GET / HTTP/1.1\r\nHost: [2001::2::1]\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 IPv4 in brackets", "GET / HTTP/1.1\r\nHost: [10.0.0.7]\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2 IPv6 zone", "GET / HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n", nameof(MessageError.Host) },
        { "9112 §3.2.2 Host differs", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", nameof(MessageError.HostMismatch) },
        { "9112 §3.2.2 Host port differs", "GET http://a:80/ HTTP/1.1\r\nHost: a\r\n\r\n", nameof(MessageError.HostMismatch) },
        { "9112 §3.2.3 CONNECT port differs", "CONNECT a:80 HTTP/1.1\r\nHost: a:81\r\n\r\n", nameof(MessageError.HostMismatch) },
        { "9112 §3.2.3 CONNECT host differs", "CONNECT a:80 HTTP/1.1\r\nHost: b\r\n\r\n", nameof(MessageError.HostMismatch) },
    };

    public static TheoryData<string, string, string> Framing => new()
    {
        { "9110 §8.6 not a number", Post + "Content-Length: x\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 empty", Post + "Content-Length: \r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 sign", Post + "Content-Length: +5\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 negative", Post + "Content-Length: -5\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 hexadecimal", Post + "Content-Length: 0x5\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 fraction", Post + "Content-Length: 5.0\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 inner space", Post + "Content-Length: 1 2\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 list of equal numbers", Post + "Content-Length: 5, 5\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9110 §8.6 overflow", Post + "Content-Length: 18446744073709551621\r\n\r\n", nameof(MessageError.ContentLength) },
        { "9112 §6.3 twice the same", Post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9112 §6.3 two different", Post + "Content-Length: 5\r\ncontent-length: 6\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9112 §6.3 length, then coding", Post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9112 §6.3 coding, then length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9112 §6.3 coding, then zero length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9112 §6.1 identity", Post + "Transfer-Encoding: identity\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 empty", Post + "Transfer-Encoding:\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 gzip, chunked", Post + "Transfer-Encoding: gzip, chunked\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 chunked, identity", Post + "Transfer-Encoding: chunked, identity\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 chunked twice", Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 chunked with parameter", Post + "Transfer-Encoding: chunked;q=1\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 quoted", Post + "Transfer-Encoding: \"chunked\"\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 with vertical tab", Post + "Transfer-Encoding: \x0B" + "chunked\r\n\r\n", nameof(MessageError.FieldValue) },
        { "9112 §6.1 xchunked", Post + "Transfer-Encoding: xchunked\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9112 §6.1 in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(MessageError.TransferEncoding) },
        { "9110 §9.3.6 CONNECT with a body", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 5\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9110 §9.3.6 chunked CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nTransfer-Encoding: chunked\r\n\r\n", nameof(MessageError.LengthConflict) },
        { "9110 §7.6.1 Connection is no list of tokens", Start + "Connection: a b\r\n\r\n", nameof(MessageError.ConnectionField) },
        { "9110 §7.6.1 Connection names the length", Post + "Content-Length: 5\r\nConnection: Content-Length\r\n\r\n", nameof(MessageError.ConnectionField) },
        { "9110 §7.6.1 Connection names the coding", Post + "Transfer-Encoding: chunked\r\nConnection: close, transfer-encoding\r\n\r\n", nameof(MessageError.ConnectionField) },
        { "9110 §7.6.1 Connection names Host", Start + "Connection: host\r\n\r\n", nameof(MessageError.ConnectionField) },
        { "9110 §7.6.1 Connection names too much", Start + "Connection: a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\r\n\r\n", nameof(MessageError.ConnectionField) },
    };

    [Theory]
    [MemberData(nameof(RequestLines))]
    [MemberData(nameof(Fields))]
    [MemberData(nameof(Framing))]
    public void Refuses(string name, string head, string expected) =>
        Assert.Equal($"{name}: {expected}", $"{name}: {Heads.Request(head)}");

    [Fact]
    public void Request_line_has_its_own_limit()
    {
        var fits = "GET /" + new string('x', (16 * 1024) - 14) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        Assert.EndsWith("-> None", Heads.Request(fits), StringComparison.Ordinal);
        Assert.Equal("TargetTooLong", Heads.Request(fits.Replace("/x", "/xx", StringComparison.Ordinal)));
        Assert.Equal("TargetTooLong", Heads.Request(new string('A', 20_000) + " / HTTP/1.1\r\nHost: a\r\n\r\n"));
        Assert.Equal(414, MessageErrorText.Status(MessageError.TargetTooLong));
    }

    [Fact]
    public void Number_of_fields_is_limited()
    {
        var fits = Start + string.Concat(Enumerable.Repeat("x: y\r\n", 99)) + "\r\n";
        Assert.EndsWith("-> None", Heads.Request(fits), StringComparison.Ordinal);
        Assert.Equal("TooManyFields", Heads.Request(fits.Insert(Start.Length, "x: y\r\n")));
        Assert.Equal(431, MessageErrorText.Status(MessageError.TooManyFields));
    }
}
