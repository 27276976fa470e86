using System.Globalization;
using Mesh.Proxy.Tests.Pipelines;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>
/// What a caller sees through two proxies when the application's HTTP/1 is wrong, by section of RFC 9110 and RFC 9112, and that nothing the
/// application said beyond its answer becomes the answer to another request.
/// </summary>
public sealed class MisbehavingAppTests : IAsyncLifetime
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Five = Ok + "Content-Length: 5\r\n\r\n";
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n\r\n";
    private const string Evil = Ok + "Content-Length: 4\r\n\r\nevil";

    private ProxyPair _pair = null!;

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "9112 §2.2 bare LF", "GET", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "502 UR" },
        { "9112 §4 HTTP/0.9", "GET", "<html>hello</html>\r\n\r\n", "502 UR" },
        { "9112 §4 HTTP/2 in answer to HTTP/1", "GET", "HTTP/2.0 200 OK\r\n\r\n", "502 UR" },
        { "9112 §5 a head beyond all limits", "GET", Ok + "X: " + new string('x', 100_000) + "\r\n\r\n", "502 UR" },
        { "9112 §5 more fields than allowed", "GET", Ok + string.Concat(Enumerable.Repeat("X: y\r\n", 200)) + "\r\n", "502 UR" },
        { "9112 §5.2 a folded line", "GET", Ok + "X: y\r\n z\r\nContent-Length: 0\r\n\r\n", "502 UR" },
        { "9112 §6.1 a coding and a length", "GET", Ok + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + Evil, "502 UR" },
        { "9112 §6.1 an unknown coding", "GET", Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "502 UR" },
        { "9112 §6.3 two lengths", "GET", Ok + "Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello" + Evil, "502 UR" },
        { "9112 §6.3 bytes beyond the length", "GET", Five + "hello" + Evil, "200: hello" },
        { "9112 §6.3 a second response", "GET", Ok + "Content-Length: 0\r\n\r\n" + Evil, "200: " },
        { "9112 §6.3 a body after HEAD", "HEAD", Five + "hello" + Evil, "200" },
        { "9112 §6.3 a body after 204", "GET", "HTTP/1.1 204 X\r\n\r\n" + Evil, "204: " },
        { "9112 §6.3 a body after 304", "GET", "HTTP/1.1 304 X\r\nETag: \"x\"\r\n\r\n" + Evil, "304: " },
        { "9112 §6.3 up to the end", "GET", Ok + "\r\nhello<end>", "200: hello" },
        { "9112 §7.1 no chunk size", "GET", Chunked + "5\r\nhello\r\nx\r\n", "cut" },
        { "9112 §7.1 a chunk size that wraps", "GET", Chunked + "10000000000000000\r\n\r\n" + Evil, "cut" },
        { "9112 §7.1 bytes after the last chunk", "GET", Chunked + "5\r\nhello\r\n0\r\n\r\n" + Evil, "200: hello" },
        { "9112 §7.1.1 endless extensions", "GET", Chunked + "5;" + new string('x', 100_000), "cut" },
        { "9112 §7.1.2 endless trailers", "GET", Chunked + "0\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 20_000)), "cut" },
        { "9112 §8 the end without a response", "POST", "<end>", "503 UR" },
        { "9112 §8 the end inside the head", "GET", Ok + "Content-Le<end>", "503 UR" },
        { "9112 §8 the end inside the length", "GET", Five + "hell<end>", "cut" },
        { "9112 §8 the end before the last chunk", "GET", Chunked + "5\r\nhello\r\n<end>", "cut" },
        { "9110 §7.8 a switch that was not asked for", "GET", "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nframe", "502 UR" },
        { "9110 §15.2 interim responses without end", "GET", string.Concat(Enumerable.Repeat("HTTP/1.1 102 X\r\n\r\n", 1000)), "502 UR" },
    };

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_contained(string name, string method, string answer, string expected)
    {
        await using var app = new RawApp(_pair.Callee.Address, request => AnswerAsync(request, answer));
        _pair.Route(app.Address);
        using (var caller = await RawClient.ConnectAsync(_pair.Local))
        {
            await caller.SendAsync($"{method} /bad HTTP/1.1\r\nHost: a\r\n{(method == "POST" ? "Content-Length: 0\r\n" : "")}\r\n");
            Assert.Equal($"{name}: {expected}", $"{name}: {await OutcomeAsync(caller, method)}");
        }

        using var next = await RawClient.ConnectAsync(_pair.Local);
        for (var i = 0; i < 3; i++)
        {
            await next.SendAsync(string.Create(CultureInfo.InvariantCulture, $"GET /good{i} HTTP/1.1\r\nHost: a\r\n\r\n"));
            Assert.Equal($"{name}: 200: /good{i}", $"{name}: {await next.ReadAnswerAsync()}");
        }
        Assert.Empty(app.Faults);
    }

    private static async Task AnswerAsync(RawApp.Request request, string answer)
    {
        var path = request.Message.Line.Split(' ')[1];
        request.Closes = path == "/bad" && answer.EndsWith("<end>", StringComparison.Ordinal);
        await request.WriteAsync(path == "/bad" ? answer.Replace("<end>", "", StringComparison.Ordinal) : $"{Ok}Content-Length: {path.Length}\r\n\r\n{path}");
    }

    // The final response with its body, or the flag of a proxy that answered itself, or that it broke off: the reset may overtake the head.
    private static async Task<string> OutcomeAsync(RawClient caller, string method)
    {
        try
        {
            var head = await caller.ReadHeadAsync();
            while (head.Line.StartsWith("HTTP/1.1 1", StringComparison.Ordinal))
                head = await caller.ReadHeadAsync();
            var status = head.Line.Split(' ')[1];
            if (head.Get("x-mesh-error") is [var error])
                return $"{status} {error.Split(' ')[0]}";
            return method == "HEAD" ? status : $"{status}: {await head.ReadBodyAsync()}";
        }
        catch (IOException)
        {
            return "cut";
        }
    }
}
