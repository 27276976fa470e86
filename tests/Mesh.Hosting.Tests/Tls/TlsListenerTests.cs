using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Hosting.Surfaces;
using Mesh.Hosting.Tls;
using Mesh.TestKit.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Hosting.Tests.Tls;

public sealed class TlsListenerTests : IDisposable
{
    private readonly TestAuthority _authority = new("td");
    private readonly ServerCertificate _certificate;
    private readonly List<string> _refused = [];

    public TlsListenerTests() => _certificate = new ServerCertificate(Context("one"));

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_replaced_certificate_is_shown_by_the_next_handshake()
    {
        await using var app = Create(ClientCertificates.Optional);
        var address = await Surface.StartAsync(app, "test", CancellationToken.None);

        var (_, before) = await GetAsync(address, null);
        _certificate.Replace(Context("two"));
        var (_, after) = await GetAsync(address, null);

        Assert.Contains("sa/one", before, StringComparison.Ordinal);
        Assert.Contains("sa/two", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_optional_certificate_is_handed_on_unverified()
    {
        using var stranger = new TestAuthority("elsewhere");
        using var client = stranger.Issue("a", "b");
        await using var app = Create(ClientCertificates.Optional);
        var address = await Surface.StartAsync(app, "test", CancellationToken.None);

        Assert.Equal("none", (await GetAsync(address, null)).Body);
        Assert.Equal(client.Thumbprint, (await GetAsync(address, client)).Body);
    }

    [Fact]
    public async Task A_required_certificate_must_pass()
    {
        using var client = _authority.Issue("a", "b");
        await using var app = Create(ClientCertificates.Required, peer => peer.Leaf.Thumbprint == client.Thumbprint ? null : "unknown");
        var address = await Surface.StartAsync(app, "test", CancellationToken.None);
        using var other = _authority.Issue("a", "c");

        Assert.Equal(client.Thumbprint, (await GetAsync(address, client)).Body);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(address, other));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(address, null));
        Assert.Equal(["unknown", "the client sent no certificate"], _refused);
    }

    [Fact]
    public async Task Older_tls_is_refused()
    {
        await using var app = Create(ClientCertificates.Optional);
        var address = await Surface.StartAsync(app, "test", CancellationToken.None);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync(address, null, SslProtocols.Tls12));
    }

    private static async Task<(string Body, string Server)> GetAsync(string address, X509Certificate2? client, SslProtocols protocols = SslProtocols.Tls13)
    {
        var shown = "";
        using var handler = new SocketsHttpHandler();
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = protocols,
            ClientCertificates = client is null ? null : [client],
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                shown = ((X509Certificate2)certificate!).Extensions["2.5.29.17"]!.Format(false);
                return certificate is not null;
            },
        };
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        return (await http.GetStringAsync(new Uri($"https://{address}/")), shown);
    }

    private SslStreamCertificateContext Context(string name)
    {
        using var issued = _authority.Issue("a", name);
        return SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), null), [], offline: true);
    }

    private WebApplication Create(ClientCertificates clients, Func<PeerCertificates, string?>? validate = null)
    {
        var builder = Surface.CreateBuilder(NullLoggerFactory.Instance);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMeshTls(new TlsListenerOptions(_certificate, clients)
        {
            ValidateClient = validate,
            ClientRefused = (_, reason) => _refused.Add(reason),
        })));
        var app = builder.Build();
        app.MapGet("/", context => context.Response.WriteAsync(context.Features.Get<PeerCertificates>()?.Leaf.Thumbprint ?? "none"));
        return app;
    }
}
