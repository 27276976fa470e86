using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Mesh.EndToEnd.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Mesh.EndToEnd.Tests.Peers;

/// <summary>Kestrel as an application that says what it was asked; HTTP/1 on one port and HTTP/2 on the other, both with WebSocket.</summary>
public sealed class EchoApp(PeersMesh peers) : IAsyncLifetime
{
    internal const int Port = 8080;
    internal const int Http2Port = 8081;

    private readonly List<Socket> _listeners = [];
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        if (!PeerPrograms.Installed)
            return;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Listen(kestrel, Port, HttpProtocols.Http1);
            Listen(kestrel, Http2Port, HttpProtocols.Http2);
            // HAProxy's extended CONNECT says https, whatever it speaks.
            kestrel.AllowAlternateSchemes = true;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        });
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Map("/digest", DigestAsync);
        _app.Map("/trailers", TrailersAsync);
        _app.Map("/socket", SocketAsync);
        _app.Map("/refuse", () => Results.StatusCode(StatusCodes.Status413PayloadTooLarge));
        _app.Map("/bytes/{count:long}", (HttpContext context, long count) => Pattern.WriteAsync(context.Response.Body, count));
        _app.MapFallback(context => context.Response.WriteAsync($"{context.Request.Method} {context.Request.Protocol} {context.Request.Host} {context.Request.Path}{context.Request.QueryString}\n"));
        await _app.StartAsync();
        await peers.Client.MeetAsync("http://echo.t/");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _listeners.ForEach(listener => listener.Dispose());
    }

    private void Listen(KestrelServerOptions kestrel, int port, HttpProtocols protocols)
    {
        var listener = peers.Server.Host.Listen(new IPEndPoint(IPAddress.Any, port));
        _listeners.Add(listener);
        kestrel.ListenHandle((ulong)listener.SafeHandle.DangerousGetHandle(), options => options.Protocols = protocols);
    }

    private static async Task DigestAsync(HttpContext context)
    {
        var (length, digest) = await Pattern.DigestAsync(context.Request.Body);
        await context.Response.WriteAsync($"{length} {digest}");
    }

    /// <summary>Answers the request's trailers as its own, after a body.</summary>
    private static async Task TrailersAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        await context.Response.WriteAsync("body\n");
        var trailers = context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } feature ? feature.Trailers : new HeaderDictionary();
        context.Response.AppendTrailer("x-received", trailers.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in trailers)
            context.Response.AppendTrailer(name, value);
    }

    /// <summary>Echoes messages, however they come in pieces; says the close code that it got.</summary>
    private static async Task SocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault());
        var buffer = new byte[16 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
        await socket.CloseAsync(socket.CloseStatus!.Value, $"you said: {socket.CloseStatusDescription}", context.RequestAborted);
    }
}
