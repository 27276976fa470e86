using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Mesh.Proxy.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>Applications that speak HTTP/2 themselves, through two proxies.</summary>
public sealed class ProxyPairHttp2Tests : IAsyncLifetime
{
    private ProxyPair _pair = null!;

    private CancellationToken Stop { get; } = TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _pair = await ProxyPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task Rfc8441_a_websocket_over_http2_passes()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, EchoSocketAsync, HttpProtocols.Http2, app => app.UseWebSockets());
        _pair.Route(app.Address);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        for (var i = 0; i < 3; i++)
        {
            using var socket = new ClientWebSocket();
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            await socket.ConnectAsync(new Uri($"ws://{_pair.Local}/chat"), invoker, Stop);
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Stop);
            var buffer = new byte[100];
            var received = await socket.ReceiveAsync(buffer, Stop);
            Assert.Equal("hello"u8.ToArray(), buffer[..received.Count]);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stop);
        }
    }

    [Fact]
    public async Task A_websocket_that_the_application_refuses_is_refused_and_others_go_on()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, c =>
        {
            c.Response.StatusCode = c.Request.Path == "/chat" ? 403 : 200;
            return c.Response.WriteAsync(c.Request.Protocol);
        }, HttpProtocols.Http2);
        _pair.Route(app.Address);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{_pair.Local}/chat"), invoker, Stop));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal("HTTP/2", await client.GetStringAsync($"http://{_pair.Local}/", Stop));
    }

    [Fact]
    public async Task H2load_makes_many_requests_and_downloads_with_small_windows()
    {
        await using var app = await TestApp.StartAsync(
            _pair.Callee.Address, c => c.Response.Body.WriteAsync(new byte[c.Request.Path == "/large" ? 300_000 : 1000]).AsTask(), HttpProtocols.Http2);
        _pair.Route(app.Address);
        Assert.Contains("2000 succeeded, 0 failed, 0 errored, 0 timeout", await RunAsync("h2load", "-n", "2000", "-c", "4", "-m", "32", $"http://{_pair.Local}/"), StringComparison.Ordinal);
        Assert.Contains("60 succeeded, 0 failed, 0 errored, 0 timeout", await RunAsync("h2load", "-n", "60", "-c", "2", "-m", "10", "-w", "14", "-W", "16", $"http://{_pair.Local}/large"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nghttp_uploads_with_continuation_padding_and_trailers()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, async c =>
        {
            using var body = new MemoryStream();
            await c.Request.Body.CopyToAsync(body);
            await c.Response.WriteAsync($"{body.Length} {c.Request.GetTrailer("x-end")}");
        }, HttpProtocols.Http2);
        _pair.Route(app.Address);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new byte[500_000], Stop);
        var output = await RunAsync("nghttp", "--continuation", "-b", "200", "--trailer", "x-end: yes", "-d", file, $"http://{_pair.Local}/");
        File.Delete(file);
        Assert.Equal("500000 yes", output.Trim());
    }

    [Fact]
    public async Task An_attack_is_ended_and_counted_in_the_metrics()
    {
        await using var app = await TestApp.StartAsync(_pair.Callee.Address, c => c.Response.WriteAsync("x"), HttpProtocols.Http2);
        _pair.Route(app.Address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(_pair.Local, Stop);
        var stream = socket.GetStream();
        byte[] settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        await stream.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Enumerable.Repeat(settings, 2000).SelectMany(frame => frame)], Stop);
        var ended = await Record.ExceptionAsync(() => stream.CopyToAsync(Stream.Null, Stop));
        Assert.True(ended is null or IOException, ended?.ToString());
        var metrics = Http2Text.Write(_pair.Caller.State.Limits.Http2);
        Assert.Contains("mesh_http2_breaches_total{peer=\"application\",reason=\"settings_flood\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("mesh_http2_window_growth_bytes{peer=\"tunnel\"} ", metrics, StringComparison.Ordinal);
    }

    private static async Task EchoSocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[100];
        while (await socket.ReceiveAsync(buffer, default) is { MessageType: not WebSocketMessageType.Close } received)
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, default);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/" + program), $"{program} is not installed (package nghttp2-client)");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/" + program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await error;
    }
}
