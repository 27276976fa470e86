using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Mesh.Proxy.Tests.Differential;

/// <summary>YARP's direct forwarder behind Kestrel, with the limits of our proxy: the other reader.</summary>
internal sealed class YarpProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _client;

    private YarpProxy(WebApplication app, HttpMessageInvoker client)
    {
        _app = app;
        _client = client;
    }

    internal IPEndPoint Address => IPEndPoint.Parse(new Uri(_app.Urls.Single()).Authority);

    internal static async Task<YarpProxy> StartAsync(IPEndPoint application)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0);
            k.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            k.Limits.MaxRequestHeadersTotalSize = 60 * 1024;
            k.Limits.MaxRequestHeaderCount = 100;
            k.Limits.MaxRequestLineSize = 16 * 1024;
        });
        var app = builder.Build();
        var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 });
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.Run(async context => await forwarder.SendAsync(context, $"http://{application}", client, ForwarderRequestConfig.Empty, new AsReceived()));
        await app.StartAsync();
        return new YarpProxy(app, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    // Host and target as they came: YARP would write its own Host, and decode and encode the path.
    private sealed class AsReceived : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = httpContext.Request.Host.Value;
            if (httpContext.Features.Get<IHttpRequestFeature>()!.RawTarget is ['/', ..] target)
                proxyRequest.RequestUri = new Uri(destinationPrefix + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        }
    }
}
