using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Mesh.Hosting.Surfaces;
using Mesh.Hosting.Tls;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mesh.Injector.Admission;

/// <summary>The TLS port with <c>POST /inject</c> and nothing else.</summary>
internal static class WebhookSurface
{
    /// <summary>Prepares the surface; the caller starts, stops and disposes it.</summary>
    public static WebApplication Create(IPEndPoint endpoint, ServerCertificate certificate, Webhook webhook, ILoggerFactory logs)
    {
        var builder = Surface.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = 512;
            kestrel.Limits.MaxRequestBodySize = Webhook.MaxBody;
            kestrel.Listen(endpoint, listen => UseTls(listen, certificate));
        });
        var app = builder.Build();
        app.MapPost("/inject", webhook.HandleAsync);
        return app;
    }

    // The API server has no certificate that it would show here; a pod's specification is no secret either.
    private static void UseTls(ListenOptions listen, ServerCertificate certificate)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ServerCertificateContext = certificate.Current,
                AllowTlsResume = false,
            }),
        });
    }
}
