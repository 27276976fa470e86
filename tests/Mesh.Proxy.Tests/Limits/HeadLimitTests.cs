using System.Net;
using Mesh.Proxy.Tests.Http1;
using Mesh.Proxy.Tests.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.Proxy.Tests.Limits;

/// <summary>Heads at exactly the limit: the application gets what the first proxy lets pass, although each proxy adds to it.</summary>
public sealed class HeadLimitTests
{
    private const int MaxBytes = 60 * 1024;

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task As_many_fields_as_allowed_and_one_more(int max)
    {
        await using var pair = await ProxyPair.StartAsync("--max-headers", $"{max}");
        await using var app = Serve(pair);
        Assert.Equal("200: ok", await AskAsync(pair.Local, WithFields(max)));
        Assert.StartsWith("431", await AskAsync(pair.Local, WithFields(max + 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    public async Task As_many_bytes_as_allowed_and_one_more(int fields)
    {
        await using var pair = await ProxyPair.StartAsync("--max-headers", "1000");
        await using var app = Serve(pair);
        Assert.Equal("200: ok", await AskAsync(pair.Local, WithBytes(fields, MaxBytes)));
        Assert.StartsWith("431", await AskAsync(pair.Local, WithBytes(fields, MaxBytes + 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task As_many_fields_of_HTTP2_as_allowed_and_one_more(int max)
    {
        await using var pair = await ProxyPair.StartAsync("--max-headers", $"{max}");
        await using var app = await ServeHttp2Async(pair);
        Assert.Equal(HttpStatusCode.OK, await AskHttp2Async(pair.Local, [.. Enumerable.Range(0, max).Select(i => ($"x{i}", "y"))]));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await AskHttp2Async(pair.Local, [.. Enumerable.Range(0, max + 1).Select(i => ($"x{i}", "y"))]));
    }

    [Fact]
    public async Task As_many_bytes_of_HTTP2_as_allowed_and_one_more()
    {
        await using var pair = await ProxyPair.StartAsync("--max-headers", "1000");
        await using var app = await ServeHttp2Async(pair);
        // RFC 9113 section 6.5.2: names, values and 32 for each field.
        var pseudo = ":methodGET:schemehttp:path/:authority".Length + pair.Local.ToString().Length + (4 * 32);
        var room = MaxBytes + (32 * 1000) - pseudo - 1 - 32;
        Assert.Equal(HttpStatusCode.OK, await AskHttp2Async(pair.Local, [("x", new string('y', room))]));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await AskHttp2Async(pair.Local, [("x", new string('y', room + 1))]));
    }

    [Fact]
    public async Task A_caller_without_a_tunnel_may_have_a_proxy_that_added_to_its_head()
    {
        await using var pair = await ProxyPair.StartAsync();
        await using var app = Serve(pair);
        using var entry = new PlaintextEntry(TestProxy.OptionsOf(pair.Callee.Address, "catalog"), app.Address);
        Assert.Equal("200: ok", await AskAsync(entry.Address, WithFields(100, "x-mesh-hops: 1\r\ngrpc-timeout: 1S\r\n")));
        Assert.StartsWith("431", await AskAsync(entry.Address, WithFields(117)), StringComparison.Ordinal);
    }

    private static string WithFields(int count, string more = "") =>
        $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(1, count - 1).Select(i => $"x{i}: y\r\n"))}{more}\r\n";

    private static string WithBytes(int fields, int bytes)
    {
        var head = WithFields(fields + 1);
        return head.Insert(head.Length - 4, new string('y', bytes - head.Length));
    }

    private static RawApp Serve(ProxyPair pair)
    {
        var app = new RawApp(pair.Callee.Address, r => r.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        pair.Route(app.Address);
        return app;
    }

    private static async Task<TestApp> ServeHttp2Async(ProxyPair pair)
    {
        var app = await TestApp.StartAsync(pair.Callee.Address, c => c.Response.WriteAsync("ok"), HttpProtocols.Http2);
        pair.Route(app.Address);
        return app;
    }

    private static async Task<string> AskAsync(IPEndPoint address, string request)
    {
        using var client = await RawClient.ConnectAsync(address);
        await client.SendAsync(request);
        return await client.ReadAnswerAsync();
    }

    private static async Task<HttpStatusCode> AskHttp2Async(IPEndPoint address, (string Name, string Value)[] fields)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{address}/") { Version = System.Net.HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        foreach (var (name, value) in fields)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
