using System.Net;
using System.Security.Cryptography.X509Certificates;
using Mesh.Conventions;
using Mesh.Discovery.Credentials;
using Mesh.Identity.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Proxy.Tests.Control;

/// <summary>A gRPC server on loopback that demands a client certificate of the test's authority.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app, TestService service)
    {
        _app = app;
        Service = service;
        Address = ServiceAddress.From(new IPEndPoint(IPAddress.Loopback, new Uri(app.Urls.Single()).Port));
    }

    public TestService Service { get; }

    public ServiceAddress Address { get; }

    public static async Task<TestServer> StartAsync(string identity = ControlClient.ControlPlane)
    {
        var service = new TestService();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(service).AddSingleton<TestService.Unary>().AddSingleton<TestService.Duplex>();
        var credentials = ControlClient.Issue(identity);
        var certificate = credentials.Certificate.CreateX509Certificate();
        var verifier = new ChainVerifier(credentials.Bundle, TimeProvider.System);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = certificate,
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (client, _, _) => TlsPeerValidation.Validate(verifier, client, [], PeerRole.Client, null, out var _) is null,
            });
        }));
        var app = builder.Build();
        app.MapGrpcService<TestService.Unary>();
        app.MapGrpcService<TestService.Duplex>();
        await app.StartAsync();
        return new TestServer(app, service);
    }

    public static string Thumbprint(WorkloadCredentials credentials)
    {
        using var leaf = X509CertificateLoader.LoadCertificate(credentials.Certificate.Chain[0].Span);
        return leaf.Thumbprint;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
