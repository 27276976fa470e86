using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.ApiStub;
using Mesh.CertAuthority.Serving;
using Mesh.CertAuthority.Tests.Serving;
using Mesh.Hosting.Logging;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.TestKit;
using Microsoft.Extensions.Logging;


namespace Mesh.CertAuthority.Tests.Cluster;

/// <summary>The whole service against an API server: from a service account's token and the ConfigMap to a certificate.</summary>
public sealed class ClusterServerTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _log = new();
    private ApiServerStub _cluster = null!;
    private CertAuthorityServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiServerStub.StartAsync();
        await _cluster.ApplyAsync(StubCluster.Namespace("shop"));
        await File.WriteAllTextAsync(_directory["kubeconfig"], _cluster.Kubeconfig);
        _server = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
        _directory.Dispose();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task A_service_account_becomes_a_certificate_and_the_certificate_the_next_one()
    {
        var verifier = await VerifierAsync();
        using var channel = Connect(verifier, null);
        using var first = await TestServer.SignAsync(channel, TestState.Web, _cluster.Tokens.Issue("shop", "web", ["mesh-ca"]));
        using var renewing = Connect(verifier, first);

        using var second = await TestServer.SignAsync(renewing, TestState.Web);

        Assert.Equal(TestState.Web, second.Id);
        Assert.Contains("audit: issued identity=spiffe://td/ns/shop/sa/web", Log(), StringComparison.Ordinal);
        Assert.Contains("credential=service_account", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_identity_than_the_reviewed_one_is_refused()
    {
        using var channel = Connect(await VerifierAsync(), null);
        var refused = await Assert.ThrowsAsync<RpcException>(() => TestServer.SignAsync(channel, SpiffeId.Parse("spiffe://td/ns/shop/sa/admin"), _cluster.Tokens.Issue("shop", "web", ["mesh-ca"])));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains("authenticated as spiffe://td/ns/shop/sa/web", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("audit: refused identity=spiffe://td/ns/shop/sa/web", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_authenticated_is_refused()
    {
        using var channel = Connect(await VerifierAsync(), null);
        var refused = await Assert.ThrowsAsync<RpcException>(() => TestServer.SignAsync(channel, TestState.Web, _cluster.Tokens.Issue("shop", "web", ["other"])));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Contains("reason=bad_token", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_replica_serves_the_same_roots()
    {
        var verifier = await VerifierAsync();
        await using var replica = await StartAsync();
        using var channel = Connect(verifier, null, replica);

        using var certificate = await TestServer.SignAsync(channel, TestState.Web, _cluster.Tokens.Issue("shop", "web", ["mesh-ca"]));

        Assert.Equal(_server.Root, replica.Root);
    }

    private Task<CertAuthorityServer> StartAsync()
    {
        var options = new CertAuthorityOptions
        {
            Kubeconfig = _directory["kubeconfig"], TrustDomain = TestState.Domain, Listen = new(IPAddress.Loopback, 0), MetricsListen = new(IPAddress.Loopback, 0),
        };
        var logs = LineLoggerProvider.CreateFactory(TextWriter.Synchronized(_log), TimeProvider.System, LogLevel.Information);
        return CertAuthorityServer.StartAsync(options, TimeProvider.System, new Random(1), logs, TestContext.Current.CancellationToken);
    }

    private async Task<ChainVerifier> VerifierAsync()
    {
        await Eventually.TrueAsync(() => _cluster.RootOf("shop") is not null, "the namespace has the roots");
        return new ChainVerifier(TrustBundle.FromPem(TestState.Domain, _cluster.RootOf("shop")!), TimeProvider.System);
    }

    private GrpcChannel Connect(ChainVerifier verifier, WorkloadCertificate? own, CertAuthorityServer? server = null) =>
        GrpcChannel.ForAddress($"https://{(server ?? _server).Listen}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = TlsClientOptions.Verified(() => verifier, SpiffeId.Parse("spiffe://td/ns/mesh-system/sa/mesh-ca"), own) },
            DisposeHttpClient = true,
        });

    private string Log() => _log.ToString();
}
