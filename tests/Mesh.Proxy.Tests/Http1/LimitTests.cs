using Mesh.Proxy.Metrics;
using Mesh.Proxy.Tests.Pipelines;

namespace Mesh.Proxy.Tests.Http1;

/// <summary>The limits of a running pair, and what is counted about them.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: {1500}\r\n\r\n", "431", "head_too_large")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n", "431", "too_many_fields")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400", "host")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX", "408", "late")]
    public async Task A_request_beyond_a_limit_is_refused_and_counted(string request, string status, string reason)
    {
        await using var pair = await ProxyPair.StartAsync("--max-header-bytes", "1024", "--max-headers", "10", "--header-timeout", "50ms");
        await using var app = new RawApp(pair.Callee.Address, r => r.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        pair.Route(app.Address);
        using var client = await RawClient.ConnectAsync(pair.Local);
        await client.SendAsync(request.Replace("{1500}", new string('x', 1500), StringComparison.Ordinal).Replace("{fields}", string.Concat(Enumerable.Repeat("x: y\r\n", 11)), StringComparison.Ordinal));
        Assert.StartsWith(status, await client.ReadAnswerAsync(), StringComparison.Ordinal);
        Assert.Equal("", await client.Reader.ReadToEndAsync());
        Assert.Equal([("request", reason, 1L)], pair.Caller.State.Metrics.Refusals.Messages);
        Assert.Contains($"mesh_http1_refused_total{{message=\"request\",reason=\"{reason}\"}} 1\n", PrometheusText.Write(pair.Caller.State.Metrics, []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_beyond_a_limit_is_502_and_counted_by_the_proxy_that_saw_it()
    {
        await using var pair = await ProxyPair.StartAsync("--max-header-bytes", "1024");
        await using var app = new RawApp(pair.Callee.Address, r => r.WriteAsync($"HTTP/1.1 200 OK\r\nX: {new string('x', 1500)}\r\nContent-Length: 0\r\n\r\n"));
        pair.Route(app.Address);
        using var client = await RawClient.ConnectAsync(pair.Local);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("502", await client.ReadAnswerAsync(), StringComparison.Ordinal);
        Assert.Contains(pair.Callee.State.Metrics.Refusals.Messages, m => m is { Message: "response", Reason: "head_too_large" });
        Assert.Empty(pair.Caller.State.Metrics.Refusals.Messages);
    }

    [Fact]
    public async Task An_idle_connection_is_closed()
    {
        await using var pair = await ProxyPair.StartAsync("--http-idle-timeout", "50ms");
        await using var app = new RawApp(pair.Callee.Address, r => r.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        pair.Route(app.Address);
        using var client = await RawClient.ConnectAsync(pair.Local);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal("200: ok", await client.ReadAnswerAsync());
        Assert.Equal("", await client.Reader.ReadToEndAsync());
    }
}
