using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Mesh.Proxy.Tests.Pipelines;

/// <summary>An HTTP application behind a proxy.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app, IPEndPoint address)
    {
        _app = app;
        Address = address;
    }

    internal IPEndPoint Address { get; }

    internal static async Task<TestApp> StartAsync(IPAddress address, RequestDelegate handler, HttpProtocols protocols = HttpProtocols.Http1, Action<WebApplication>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(address, 0, o => o.Protocols = protocols);
            // The limits under test are the proxies'.
            k.Limits.MaxRequestBodySize = null;
            k.Limits.MaxRequestHeaderCount = 10_000;
            k.Limits.MaxRequestHeadersTotalSize = 1024 * 1024;
            k.Limits.Http2.MaxRequestHeaderFieldSize = 128 * 1024;
        });
        var app = builder.Build();
        configure?.Invoke(app);
        app.Run(handler);
        await app.StartAsync();
        return new TestApp(app, IPEndPoint.Parse(new Uri(app.Urls.Single()).Authority));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
