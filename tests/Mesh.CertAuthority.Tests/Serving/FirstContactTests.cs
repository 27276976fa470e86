using Grpc.Core;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;

namespace Mesh.CertAuthority.Tests.Serving;

public sealed class FirstContactTests : IAsyncLifetime
{
    private TestServer _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_token_becomes_a_certificate_and_a_certificate_the_next_one()
    {
        var (first, verifier) = await _test.JoinAsync(TestState.Web);
        using var channel = _test.ConnectVerified(verifier, first);

        using var second = await TestServer.SignAsync(channel, TestState.Web);

        Assert.Equal(TestState.Web, second.Id);
        Assert.False(first.PrivateKey.SequenceEqual(second.PrivateKey));
        Assert.Contains("audit: issued identity=spiffe://td/ns/shop/sa/web", _test.Log, StringComparison.Ordinal);
        Assert.Contains("credential=token", _test.Log, StringComparison.Ordinal);
        Assert.Contains("credential=certificate token=-", _test.Log, StringComparison.Ordinal);
        first.Dispose();
    }

    [Fact]
    public async Task The_server_shows_its_identity_with_the_chain_to_the_pinned_root()
    {
        string? refusal = null;
        var verifier = await _test.FetchBundleAsync(_test.Server.Root);
        using var channel = _test.Connect(TlsClientOptions.Verified(() => verifier, SpiffeId.Parse("spiffe://td/ns/mesh-system/sa/mesh-controlplane"), null, reason => refusal = reason));

        await Assert.ThrowsAsync<RpcException>(async () => await new IdentityService.IdentityServiceClient(channel).GetTrustBundleAsync(new GetTrustBundleRequest()));

        Assert.Contains("spiffe://td/ns/mesh-system/sa/mesh-ca is not an identity that is accepted", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_root_is_refused_by_the_client()
    {
        await using var impostor = await TestServer.StartAsync();
        var verifier = await _test.FetchBundleAsync(_test.Server.Root);
        using var channel = impostor.ConnectVerified(verifier);

        await Assert.ThrowsAsync<RpcException>(async () => await new IdentityService.IdentityServiceClient(channel).GetTrustBundleAsync(new GetTrustBundleRequest()));
    }

    [Fact]
    public async Task A_restart_keeps_root_tokens_and_certificates()
    {
        var (first, verifier) = await _test.JoinAsync(TestState.Web);
        var root = _test.Server.Root;
        var token = await _test.IssueTokenAsync(TestState.Web);

        await _test.RestartAsync();

        Assert.Equal(root, _test.Server.Root);
        using var renewing = _test.ConnectVerified(verifier, first);
        using var renewed = await TestServer.SignAsync(renewing, TestState.Web);
        using var joining = _test.ConnectVerified(verifier);
        using var joined = await TestServer.SignAsync(joining, TestState.Web, token);
        first.Dispose();
    }

    [Fact]
    public async Task Many_at_once_get_their_own_certificates()
    {
        var token = await _test.IssueTokenAsync(TestState.Web, reusable: true);
        var verifier = await _test.FetchBundleAsync(_test.Server.Root);
        using var channel = _test.ConnectVerified(verifier);

        var certificates = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => TestServer.SignAsync(channel, TestState.Web, token)));

        Assert.Equal(100, certificates.Select(certificate => Convert.ToHexString(certificate.Chain[0].Span)).Distinct().Count());
        Assert.Contains("mesh_ca_issued_total{credential=\"token\"} 100\n", await _test.MetricsAsync(), StringComparison.Ordinal);
        foreach (WorkloadCertificate certificate in certificates)
            certificate.Dispose();
    }
}
