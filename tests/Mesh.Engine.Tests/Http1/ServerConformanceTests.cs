using System.Text.RegularExpressions;

namespace Mesh.Engine.Tests.Http1;

/// <summary>
/// What a server does with a connection, case by case and by section of RFC 9110 and RFC 9112: the answers in order, and whether the connection is
/// open after them. Every request that arrives is answered 200; heads alone have their own tables (ValidRequestTests, InvalidRequestTests).
/// </summary>
public sealed partial class ServerConformanceTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: a\r\n";
    private const string Chunked = Post + "Transfer-Encoding: chunked\r\n\r\n";

    public static TheoryData<string, string, string> Cases => new()
    {
        { "9112 §2.2 an empty line before a request is ignored", "\r\n" + Get, "200 open" },
        { "9112 §2.2 also between requests", Get + "\r\n" + Get, "200 200 open" },
        { "9112 §2.2 two are not", "\r\n\r\n" + Get, "400 closed" },
        { "9112 §2.2 bare LF", "GET / HTTP/1.1\nHost: a\n\n" + Get, "400 closed" },
        { "9112 §2.2 bare CR", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n" + Get, "400 closed" },
        { "9112 §2.3 HTTP/1.0", "GET / HTTP/1.0\r\n\r\n" + Get, "200 closed" },
        { "9112 §2.3 another minor version", "GET / HTTP/1.9\r\nHost: a\r\n\r\n", "505 closed" },
        { "9112 §2.3 another major version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505 closed" },
        { "9112 §3 no request line", "hello\r\n\r\n", "400 closed" },
        { "9112 §3 HTTP/0.9", "GET /\r\nX: y\r\n\r\n", "400 closed" },
        { "9112 §3 a long request line", "GET /" + new string('x', 17_000), "414 closed" },
        { "9112 §3.2 no Host", "GET / HTTP/1.1\r\n\r\n" + Get, "400 closed" },
        { "9112 §3.2.2 absolute-form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n" + Get, "200 200 open" },
        { "9112 §3.2.4 asterisk-form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + Get, "200 200 open" },
        { "9112 §5.1 white space before a colon", Post + "Content-Length : 5\r\n\r\nhello" + Get, "400 closed" },
        { "9112 §5.2 a folded line", Post + "X: y\r\n z\r\n\r\n" + Get, "400 closed" },
        { "9112 §6 a body after GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + Get, "200 200 open" },
        { "9112 §6.1 a coding and a length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + Get, "400 closed" },
        { "9112 §6.1 an unknown coding", Post + "Transfer-Encoding: foo\r\n\r\n" + Get, "400 closed" },
        { "9112 §6.1 a coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Get, "400 closed" },
        { "9112 §6.2 a length", Post + "Content-Length: 5\r\n\r\nhello" + Get, "200 200 open" },
        { "9112 §6.3 two equal lengths", Post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + Get, "400 closed" },
        { "9112 §6.3 neither: no body", Post + "\r\n" + Get, "200 200 open" },
        { "9112 §7.1 chunks", Chunked + "5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\n" + Get, "200 200 open" },
        { "9112 §7.1 zero with many digits ends", Chunked + "000\r\n\r\n" + Get, "200 200 open" },
        { "9112 §7.1 a size with a sign", Chunked + "+5\r\nhello\r\n0\r\n\r\n", "400 closed" },
        { "9112 §7.1 a size with 17 digits", Chunked + "00000000000000005\r\nhello\r\n0\r\n\r\n", "400 closed" },
        { "9112 §7.1 a size beyond 63 bits", Chunked + "8000000000000000\r\n", "400 closed" },
        { "9112 §7.1 no size", Chunked + "\r\nhello\r\n", "400 closed" },
        { "9112 §7.1 data longer than its size", Chunked + "4\r\nhello\r\n0\r\n\r\n", "400 closed" },
        { "9112 §7.1.1 an unknown extension is ignored", Chunked + "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n" + Get, "200 200 open" },
        { "9112 §7.1.1 endless extensions", Chunked + "5;" + new string('x', 5000), "400 closed" },
        { "9112 §7.1.2 trailers", Chunked + "0\r\nX: y\r\n\r\n" + Get, "200 200 open" },
        { "9112 §7.1.2 framing in trailers means nothing", Chunked + "0\r\nContent-Length: 50\r\nTransfer-Encoding: x\r\n\r\n" + Get, "200 200 open" },
        { "9112 §7.1.2 a malformed trailer", Chunked + "0\r\nX : y\r\n\r\n", "400 closed" },
        { "9112 §9.3 persistent by default", Get + Get + Get, "200 200 200 open" },
        { "9112 §9.3 close", Last + Get, "200 closed" },
        { "9112 §9.3 keep-alive in HTTP/1.0", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + Get, "200 200 open" },
        { "9112 §9.3.2 pipelining keeps order", Post + "Content-Length: 1\r\n\r\nx" + Chunked + "0\r\n\r\n" + Last, "200 200 200 closed" },
        { "9110 §7.6.1 Connection may not name the framing", Post + "Connection: content-length\r\nContent-Length: 5\r\n\r\nhello", "400 closed" },
        { "9110 §7.8 an upgrade that is ignored", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n" + Get, "200 200 open" },
        { "9110 §9.3.2 HEAD", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + Get, "200 200 open" },
        { "9110 §10.1.1 a body that came without waiting", Post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello" + Get, "200 200 open" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void At_once(string name, string bytes, string expected) => Check(name, [bytes], expected);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Byte_by_byte(string name, string bytes, string expected) => Check(name, [.. bytes.Select(b => b.ToString())], expected);

    private static void Check(string name, string[] pieces, string expected)
    {
        using var peer = new ServerPeer();
        var answered = 0;
        var received = "";
        foreach (var piece in pieces)
        {
            received += peer.Send(piece);
            while (peer.Exchanges.Count > answered && IsComplete(peer.Last))
            {
                answered++;
                received += peer.Respond("200 content-length=2", "ok");
            }
        }
        var answers = StatusLine().Matches(received).Select(m => m.Groups[1].Value);
        Assert.Equal($"{name}: {expected}", $"{name}: {string.Join(' ', answers.Append(peer.Connection.Closed is null ? "open" : "closed"))}");
    }

    // An upgrade's request ends when it is answered.
    private static bool IsComplete(StreamRecorder request) => request.Log.EndsWith('.') || request.Log.Contains("(x)", StringComparison.Ordinal);

    [GeneratedRegex("HTTP/1\\.1 (\\d{3}) ")]
    private static partial Regex StatusLine();
}
