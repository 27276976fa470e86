using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Mesh.Engine.Tests.Http1;

/// <summary>An HTTP server that is not ours: Kestrel on a port of its own.</summary>
internal static class Origin
{
    internal static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return app;
    }

    internal static int PortOf(WebApplication app) => new Uri(app.Urls.Single()).Port;

    private static async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/mirror":
                await context.Request.Body.CopyToAsync(context.Response.Body);
                break;
            case "/empty":
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case "/truncated":
                context.Response.ContentLength = 1000;
                await context.Response.Body.WriteAsync(new byte[500]);
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            case "/early":
                context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = 1000;
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                break;
            case "/socket":
                await EchoAsync(await context.WebSockets.AcceptWebSocketAsync());
                break;
            default:
                using (var reader = new StreamReader(context.Request.Body))
                    await context.Response.WriteAsync($"{context.Request.Method} {await reader.ReadToEndAsync()}");
                break;
        }
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[1000];
        while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } message)
            await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, true, CancellationToken.None);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
