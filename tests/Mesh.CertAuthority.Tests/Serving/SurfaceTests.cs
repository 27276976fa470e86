using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Identity;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;
using Mesh.TestKit;

namespace Mesh.CertAuthority.Tests.Serving;

public sealed class SurfaceTests : IAsyncLifetime
{
    private TestServer _test = null!;

    public async ValueTask InitializeAsync() => _test = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public void The_admin_socket_is_its_owner_s() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_test.State.Options.AdminSocket!));

    [Fact]
    public async Task Join_tokens_are_issued_on_the_socket_alone()
    {
        using var port = _test.Connect(TlsClientOptions.FirstContact());
        using var socket = _test.ConnectAdmin();

        var e = await Assert.ThrowsAsync<RpcException>(async () =>
            await new JoinTokenService.JoinTokenServiceClient(port).IssueJoinTokenAsync(new IssueJoinTokenRequest { Identity = TestState.Web.ToString() }));
        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
        e = await Assert.ThrowsAsync<RpcException>(async () => await new IdentityService.IdentityServiceClient(socket).GetTrustBundleAsync(new GetTrustBundleRequest()));
        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
    }

    [Theory]
    [InlineData("spiffe://td/ns/shop/sa/web", 60, true)]
    [InlineData("spiffe://td/ns/shop/sa/web", 30 * 24 * 3600, true)]
    [InlineData("spiffe://td/ns/shop/sa/web", (30 * 24 * 3600) + 1, false)]
    [InlineData("spiffe://td/ns/shop/sa/web", 0, false)]
    [InlineData("spiffe://td/ns/shop/sa/web", -5, false)]
    [InlineData("spiffe://te/ns/shop/sa/web", 60, false)]
    [InlineData("spiffe://td/ns/mesh-system/sa/mesh-ca", 60, false)]
    [InlineData("web", 60, false)]
    [InlineData("", 60, false)]
    public async Task Tokens_are_for_identities_of_the_trust_domain_and_for_thirty_days_at_most(string identity, long seconds, bool issued)
    {
        using var channel = _test.ConnectAdmin();
        var request = new IssueJoinTokenRequest { Identity = identity, Ttl = new Duration { Seconds = seconds } };
        async Task IssueAsync()
        {
            var answer = await new JoinTokenService.JoinTokenServiceClient(channel).IssueJoinTokenAsync(request);
            Assert.Equal(_test.State.Time.GetUtcNow().AddSeconds(seconds), answer.Expires.ToDateTimeOffset());
        }

        if (issued)
            await IssueAsync();
        else
            Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(IssueAsync)).StatusCode);
        Assert.Equal(issued, _test.Log.Contains("audit: issued join token identity=spiffe://td/ns/shop/sa/web", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_show_when_authorities_end()
    {
        var metrics = await _test.MetricsAsync();

        Assert.Contains("mesh_ca_root_expiry_timestamp_seconds{slot=\"current\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("mesh_ca_intermediate_expiry_timestamp_seconds ", metrics, StringComparison.Ordinal);
        Assert.Contains("mesh_ca_refused_total{reason=\"replayed_token\"} 0\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_s_own_certificate_is_renewed_while_it_serves()
    {
        var verifier = await _test.FetchBundleAsync(_test.Server.Root);
        var before = await ShownAsync(verifier);

        _test.State.Time.Advance(TimeSpan.FromHours(14));

        await Eventually.TrueAsync(async () => await ShownAsync(verifier) != before, "show a new certificate");
    }

    [Fact]
    public async Task A_new_intermediate_takes_over_and_certificates_of_the_old_one_still_renew()
    {
        // 20 days before the intermediate is due, a leaf of 30 days.
        await using var test = await TestServer.StartAsync(TimeSpan.FromDays(30));
        test.State.Time.Advance(TimeSpan.FromDays(223));
        var (old, verifier) = await test.JoinAsync(TestState.Web);

        test.State.Time.Advance(TimeSpan.FromDays(21));
        await Eventually.TrueAsync(() => test.Log.Contains("issued a new intermediate", StringComparison.Ordinal), "replace the intermediate");

        using var channel = test.ConnectVerified(verifier, old);
        using var renewed = await TestServer.SignAsync(channel, TestState.Web);
        Assert.False(renewed.Chain[1].Span.SequenceEqual(old.Chain[1].Span));
        old.Dispose();
    }

    private async Task<string> ShownAsync(ChainVerifier verifier)
    {
        var shown = "";
        var server = SpiffeId.Parse("spiffe://td/ns/mesh-system/sa/mesh-ca");
        var options = TlsClientOptions.Verified(() => verifier, server, null);
        var accept = options.RemoteCertificateValidationCallback!;
        options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            shown = certificate!.GetSerialNumberString();
            return accept(sender, certificate, chain, errors);
        };
        using var channel = _test.Connect(options);
        await new IdentityService.IdentityServiceClient(channel).GetTrustBundleAsync(new GetTrustBundleRequest());
        return shown;
    }
}
