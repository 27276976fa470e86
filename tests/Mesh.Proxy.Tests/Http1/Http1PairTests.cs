using Mesh.Proxy.Tests.Pipelines;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>What HTTP/1 can say, said through two proxies by a raw client to a raw application.</summary>
public sealed class Http1PairTests : IAsyncLifetime
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private ProxyPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task Requests_follow_each_other_on_one_connection_also_pipelined()
    {
        await using var app = Serve(async r => await r.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{r.Message.Line[4..6]}"));
        using var client = await ConnectAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, 10).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a\r\n\r\n")));
        for (var i = 0; i < 10; i++)
            Assert.Equal($"200: /{i}", await client.ReadAnswerAsync());
    }

    [Fact]
    public async Task Http10_is_kept_alive_when_it_asks()
    {
        await using var app = Serve(r => r.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        using var client = await ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
            Assert.Equal("200: ok", await client.ReadAnswerAsync());
        }
        await client.SendAsync("GET / HTTP/1.0\r\n\r\n");
        Assert.Equal("200: ok", await client.ReadAnswerAsync());
        Assert.Equal("", await client.Reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Http10_gets_a_body_of_unknown_length_up_to_the_connections_end()
    {
        await using var app = Serve(r => r.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n"));
        using var client = await ConnectAsync();
        await client.SendAsync("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        var head = await client.ReadHeadAsync();
        Assert.Equal(["close"], head.Get("connection"));
        Assert.Empty(head.Get("transfer-encoding"));
        Assert.Equal("ok", await client.Reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Trailers_pass_in_both_directions()
    {
        await using var app = Serve(async r =>
        {
            var body = await r.ReadBodyAsync();
            await r.WriteAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{body}\r\n0\r\nX-Got: {string.Join(',', r.Message.Trailers)}\r\n\r\n");
        });
        using var client = await ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: te\r\nTransfer-Encoding: chunked\r\n\r\n2;ext=1\r\nab\r\n0\r\nX-Sum: 3\r\nX_Forwarded-Client_Cert: URI=x\r\nX-Mesh-Source: 1.1.1.1\r\nForwarded: for=1.1.1.1\r\nX-Forwarded-For: 1.1.1.1\r\nContent-Length: 9\r\n\r\n");
        Assert.Equal("200: ab|x-got: x-sum: 3", await client.ReadAnswerAsync());
    }

    [Theory]
    [InlineData("HEAD", "200 OK", "Content-Length: 5\r\n", "content-length: 5")]
    [InlineData("HEAD", "200 OK", "Transfer-Encoding: chunked\r\n", "")]
    [InlineData("GET", "204 No Content", "", "")]
    [InlineData("GET", "304 Not Modified", "Content-Length: 5\r\nETag: x\r\n", "etag: x|content-length: 5")]
    public async Task An_answer_without_a_body_is_followed_by_the_next(string method, string status, string fields, string expected)
    {
        await using var app = Serve(r => r.WriteAsync(r.Message.Line.Contains("/2", StringComparison.Ordinal) ? Empty : $"HTTP/1.1 {status}\r\n{fields}\r\n"));
        using var client = await ConnectAsync();
        await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        var head = await client.ReadHeadAsync();
        Assert.Equal($"HTTP/1.1 {status}", head.Line);
        Assert.Equal(expected, string.Join('|', head.Fields));
        Assert.Equal("200: ", await client.ReadAnswerAsync());
    }

    [Fact]
    public async Task Interim_responses_pass_and_the_body_waits_for_100()
    {
        var before = new TaskCompletionSource<string>();
        await using var app = Serve(async r =>
        {
            before.SetResult(string.Join(',', r.Message.Get("expect")));
            await r.WriteAsync("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
            await r.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{await r.ReadBodyAsync()}");
        });
        using var client = await ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        Assert.Equal("100-continue", await before.Task);
        var hints = await client.ReadHeadAsync();
        Assert.Equal(("HTTP/1.1 103 Early Hints", "link: </a>"), (hints.Line, hints.Fields.Single()));
        Assert.Equal("HTTP/1.1 100 Continue", (await client.ReadHeadAsync()).Line);
        await client.SendAsync("hello");
        Assert.Equal("200: hello", await client.ReadAnswerAsync());
    }

    [Fact]
    public async Task A_final_answer_in_place_of_100_ends_the_connection()
    {
        await using var app = Serve(r => r.WriteAsync("HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno"));
        using var client = await ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        Assert.Equal("417: no", await client.ReadAnswerAsync());
        Assert.Equal("", await client.Reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_body_that_ends_with_the_applications_connection_arrives_whole()
    {
        await using var app = Serve(async r =>
        {
            r.Closes = true;
            await r.WriteAsync("HTTP/1.1 200 OK\r\n\r\nhello");
        });
        using var client = await ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync(Get);
            Assert.Equal("200: hello", await client.ReadAnswerAsync());
        }
    }

    [Fact]
    public async Task A_client_that_half_closes_gets_its_answer()
    {
        var asked = new TaskCompletionSource();
        await using var app = Serve(async r =>
        {
            await asked.Task;
            await r.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        using var client = await ConnectAsync();
        await client.SendAsync(Get);
        client.EndSending();
        asked.SetResult();
        Assert.Equal("200: ok", await client.ReadAnswerAsync());
        Assert.Equal("", await client.Reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1", "a")]
    [InlineData("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1", "a")]
    [InlineData("GET http://a:80/x?y HTTP/1.1\r\nHost: a:80\r\n\r\n", "GET /x?y HTTP/1.1", "a:80")]
    [InlineData("GET http://a?y HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?y HTTP/1.1", "a")]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1", "")]
    [InlineData("x-PURGE! //a//b?%20 HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "x-PURGE! //a//b?%20 HTTP/1.1", "[::1]:80")]
    public async Task The_application_sees_the_target(string request, string line, string host)
    {
        var seen = new TaskCompletionSource<RawMessage>();
        await using var app = Serve(async r =>
        {
            seen.SetResult(r.Message);
            await r.WriteAsync(Empty);
        });
        _pair.ReadAs = (http, _) => Mesh.Traffic.Outbound.OutboundDestination.ForHttp("240.240.0.3:80", http);
        _pair.Route(app.Address);
        using var client = await ConnectAsync();
        await client.SendAsync(request);
        Assert.Equal("200: ", await client.ReadAnswerAsync());
        Assert.Equal((line, host), ((await seen.Task).Line, (await seen.Task).Get("host").Single()));
    }

    [Fact]
    public async Task Fields_about_one_connection_stay_on_it()
    {
        var seen = new TaskCompletionSource<RawMessage>();
        await using var app = Serve(async r =>
        {
            seen.SetResult(r.Message);
            await r.WriteAsync("HTTP/1.1 200 OK\r\nConnection: x-b\r\nX-B: 1\r\nKeep-Alive: timeout=5\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n");
        });
        using var client = await ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, x-a\r\nX-A: 1\r\nX-Z: 2\r\nKeep-Alive: 5\r\nProxy-Connection: close\r\nTE: gzip\r\nUpgrade: foo\r\n\r\n");
        var head = await client.ReadHeadAsync();
        Assert.Equal(["x-end: 2", "content-length: 0"], head.Fields);
        var caller = _pair.Caller.Address;
        Assert.Equal(
            ["host: a", "x-z: 2", "x-mesh-hops: 1", $"x-forwarded-for: {caller}", $"forwarded: for={caller}", "x-forwarded-proto: http", "x-forwarded-client-cert: URI=spiffe://cluster.local/ns/t/sa/web"],
            (await seen.Task).Fields);
    }

    [Fact]
    public async Task One_byte_at_a_time_is_a_request_too()
    {
        await using var app = Serve(async r => await r.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{await r.ReadBodyAsync()}"));
        using var client = await ConnectAsync();
        foreach (var c in "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
            await client.SendAsync(c.ToString());
        Assert.Equal("200: hello", await client.ReadAnswerAsync());
    }

    [Theory]
    [InlineData("SSH-2.0-x\r\n\r\n", "502")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "502")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx", "502")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n", "502")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "502")]
    public async Task An_answer_that_is_not_http_becomes_502(string answer, string status)
    {
        await using var app = Serve(r => r.WriteAsync(answer));
        using var client = await ConnectAsync();
        await client.SendAsync(Get);
        Assert.StartsWith(status, await client.ReadAnswerAsync(), StringComparison.Ordinal);
        Assert.Contains(_pair.Callee.State.Metrics.Refusals.Messages, m => m is { Message: "response", Count: > 0 });
    }

    private RawApp Serve(Func<RawApp.Request, Task> serve)
    {
        var app = new RawApp(_pair.Callee.Address, serve);
        _pair.Route(app.Address);
        return app;
    }

    private Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(_pair.Local);
}
