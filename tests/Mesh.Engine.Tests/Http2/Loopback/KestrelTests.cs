using System.Net;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.Http2.Peers;
using Mesh.Engine.Tests.TestDoubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Mesh.Engine.Tests.Http2.Loopback;

/// <summary>The engine's client and ASP.NET Core's server.</summary>
public sealed class KestrelTests : IHttp2ClientOwner, IAsyncLifetime
{
    private readonly EventLoop _loop = new();
    private WebApplication _app = null!;
    private Http2ClientConnection _client = null!;
    private CloseReason? _closed;
    private Exception? _error;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.MapGet("/", (HttpRequest request) => request.Headers["x-in"].ToString());
        _app.MapPost("/echo", EchoAsync);
        _app.MapGet("/abort", (HttpContext context) => context.Abort());
        await _app.StartAsync();
        var address = IpEndpoint.From(IPAddress.Loopback, new Uri(_app.Urls.First()).Port);
        _loop.UnhandledError += error => _error ??= error;
        _client = new Http2ClientConnection(TcpConnector.Connect(_loop, address, TcpConnectOptions.Default, new RecordingHandler()), Http2Options.Default, this);
    }

    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        await _app.DisposeAsync();
        Assert.Null(_error);
    }

    [Fact]
    public void Heads_of_many_requests()
    {
        for (var i = 0; i < 300; i++)
        {
            var handler = Send($"GET http a / x-in=value{i % 5} x-repeated=always cookie=a=b");
            _loop.RunUntil(() => handler.Log.EndsWith('.'));
            Assert.StartsWith("[200", handler.Log);
            Assert.EndsWith($"value{i % 5}.", handler.Log);
        }
        Assert.Equal(0, _client.ActiveStreams);
    }

    [Fact]
    public void Bodies_come_back()
    {
        var pumps = Enumerable.Range(0, 20).Select(i => new BodyPump(1_000_000 + i, i)).ToList();
        foreach (var pump in pumps)
            pump.Begin(_client.OpenStream(pump), "/echo");
        _loop.RunUntil(() => pumps.All(pump => pump.ReceivedEnd));
        Assert.All(pumps, pump => Assert.False(pump.IsCorrupt || pump.Error is not null));
        Assert.All(pumps.Select((pump, i) => (pump, i)), pair => Assert.Equal(1_000_000 + pair.i, pair.pump.Received));
    }

    [Fact]
    public void Resets_both_ways()
    {
        var aborted = Send("GET http a /abort");
        _loop.RunUntil(() => aborted.Log.Length > 0);
        Assert.Equal("!Internal", aborted.Log);
        var cancelled = Send("POST http a /echo", end: false);
        cancelled.Stream.Reset(StreamError.Cancelled);
        var next = Send("GET http a / x-in=fine");
        _loop.RunUntil(() => next.Log.Length > 0);
        Assert.EndsWith("fine.", next.Log);
        Assert.Equal("", cancelled.Log);
    }

    [Fact]
    public async Task The_servers_shutdown_closes_the_connection()
    {
        var handler = Send("GET http a / x-in=fine");
        _loop.RunUntil(() => handler.Log.Length > 0);
        var stopped = _app.StopAsync(TestContext.Current.CancellationToken);
        _loop.RunUntil(() => _closed is not null);
        await stopped;
        Assert.Equal(CloseReason.Graceful, _closed);
    }

    void IHttp2ClientOwner.OnConnected(Http2ClientConnection connection)
    {
    }

    void IHttp2ClientOwner.OnAvailable(Http2ClientConnection connection)
    {
    }

    void IHttp2ClientOwner.OnGoAway(Http2ClientConnection connection)
    {
    }

    void IHttp2ClientOwner.OnClosed(Http2ClientConnection connection, CloseReason reason) => _closed = reason;

    private static async Task EchoAsync(HttpContext context)
    {
        context.Response.Headers["seed"] = context.Request.Headers["seed"];
        await context.Request.Body.CopyToAsync(context.Response.Body);
    }

    private StreamRecorder Send(string request, bool end = true)
    {
        var handler = new StreamRecorder();
        handler.Stream = _client.OpenStream(handler);
        using var block = Blocks.Request(request);
        handler.Stream.SendHeaders(block, end);
        return handler;
    }
}
