using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.EndToEnd.Tests.Harness;

/// <summary>A test's HTTP application on a host's socket: says who answered and remembers what it was asked.</summary>
internal sealed class HttpApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpApp(WebApplication app) => _app = app;

    /// <summary>Header fields of the latest request.</summary>
    internal ConcurrentDictionary<string, string> LastHeaders { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Requests served.</summary>
    internal int Requests => _requests;

    /// <summary>Connections accepted.</summary>
    internal int Connections => _connections;

    private int _requests;
    private int _connections;

    /// <summary>Serves on a listening socket: <c>/</c> its name, <c>/echo</c> a WebSocket that says what it hears, <c>/bytes/N</c> N patterned bytes, <c>/status/N</c>.</summary>
    internal static async Task<HttpApp> StartAsync(Socket listener, string name)
    {
        HttpApp? app = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenHandle((ulong)listener.SafeHandle.DangerousGetHandle(), options => options.Use(next => connection =>
            {
                Interlocked.Increment(ref app!._connections);
                return next(connection);
            }));
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var server = builder.Build();
        app = new HttpApp(server);
        server.Use(app.RememberAsync);
        server.MapGet("/", () => name);
        server.MapPost("/", () => name);
        server.MapGet("/status/{code:int}", (int code) => Results.StatusCode(code));
        server.MapPost("/digest", DigestAsync);
        server.UseWebSockets();
        server.Map("/echo", EchoAsync);
        server.MapGet("/bytes/{count:long}", SendPatternAsync);
        await server.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task DigestAsync(HttpContext context)
    {
        var (length, digest) = await Pattern.DigestAsync(context.Request.Body);
        await context.Response.WriteAsync($"{length} {digest}");
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
    }

    private static Task SendPatternAsync(HttpContext context, long count)
    {
        context.Response.ContentLength = count;
        return Pattern.WriteAsync(context.Response.Body, count);
    }

    private Task RememberAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _requests);
        LastHeaders.Clear();
        foreach (var (key, value) in context.Request.Headers)
            LastHeaders[key] = value.ToString();
        return next(context);
    }
}
