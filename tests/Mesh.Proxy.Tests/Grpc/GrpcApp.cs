using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Proxy.Tests.Grpc;

/// <summary>A gRPC application behind a proxy, made with grpc-dotnet.</summary>
internal sealed class GrpcApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GrpcApp(WebApplication app, EchoService.Events events)
    {
        _app = app;
        Events = events;
    }

    internal IPEndPoint Address => IPEndPoint.Parse(new Uri(_app.Urls.Single()).Authority);

    internal EchoService.Events Events { get; }

    internal static async Task<GrpcApp> StartAsync(IPAddress address)
    {
        var events = new EchoService.Events();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(address, 0, o => o.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(events);
        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync();
        return new GrpcApp(app, events);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
