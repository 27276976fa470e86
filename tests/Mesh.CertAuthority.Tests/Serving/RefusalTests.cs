using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.Protos.Identity.V1;

namespace Mesh.CertAuthority.Tests.Serving;

public sealed class RefusalTests : IAsyncLifetime
{
    private static readonly SpiffeId Other = SpiffeId.Parse("spiffe://td/ns/shop/sa/other");

    private TestServer _test = null!;
    private ChainVerifier _verifier = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestServer.StartAsync();
        _verifier = await _test.FetchBundleAsync(_test.Server.Root);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Nothing_is_issued_without_a_credential()
    {
        using var channel = _test.ConnectVerified(_verifier);

        await RefusedAsync(StatusCode.Unauthenticated, "no_credential", TestServer.SignAsync(channel, TestState.Web));
    }

    [Fact]
    public async Task A_token_is_for_its_own_identity()
    {
        using var channel = _test.ConnectVerified(_verifier);
        var token = await _test.IssueTokenAsync(TestState.Web);

        await RefusedAsync(StatusCode.PermissionDenied, "other_identity", TestServer.SignAsync(channel, Other, token));

        // The refusal did not use it up.
        using var certificate = await TestServer.SignAsync(channel, TestState.Web, token);
        Assert.DoesNotContain(token, _test.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('.')[2], _test.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_for_its_own_identity()
    {
        var (own, _) = await _test.JoinAsync(TestState.Web);
        using var channel = _test.ConnectVerified(_verifier, own);

        await RefusedAsync(StatusCode.PermissionDenied, "other_identity", TestServer.SignAsync(channel, Other));
        own.Dispose();
    }

    [Fact]
    public async Task A_used_token_is_refused_even_after_a_restart()
    {
        var token = await _test.IssueTokenAsync(TestState.Web);
        using (var channel = _test.ConnectVerified(_verifier))
        using (await TestServer.SignAsync(channel, TestState.Web, token))
            await RefusedAsync(StatusCode.Unauthenticated, "replayed_token", TestServer.SignAsync(channel, TestState.Web, token));

        await _test.RestartAsync();

        using var again = _test.ConnectVerified(_verifier);
        await RefusedAsync(StatusCode.Unauthenticated, "replayed_token", TestServer.SignAsync(again, TestState.Web, token));
    }

    [Fact]
    public async Task A_token_used_many_times_at_once_yields_one_certificate()
    {
        var token = await _test.IssueTokenAsync(TestState.Web);
        using var channel = _test.ConnectVerified(_verifier);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                using var certificate = await TestServer.SignAsync(channel, TestState.Web, token);
                return StatusCode.OK;
            }
            catch (RpcException e)
            {
                return e.StatusCode;
            }
        }));

        Assert.Single(results, StatusCode.OK);
        Assert.Equal(19, results.Count(status => status == StatusCode.Unauthenticated));
    }

    [Fact]
    public async Task A_token_that_expired_is_refused()
    {
        var token = await _test.IssueTokenAsync(TestState.Web);
        using var channel = _test.ConnectVerified(_verifier);
        _test.State.Time.Advance(TimeSpan.FromHours(2));

        await RefusedAsync(StatusCode.Unauthenticated, "bad_token", TestServer.SignAsync(channel, TestState.Web, token));
    }

    [Fact]
    public async Task A_bad_token_is_not_made_good_by_a_certificate()
    {
        var (own, _) = await _test.JoinAsync(TestState.Web);
        using var channel = _test.ConnectVerified(_verifier, own);

        await RefusedAsync(StatusCode.Unauthenticated, "bad_token", TestServer.SignAsync(channel, TestState.Web, "x.y.z"));
        own.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_expired_on_an_open_connection_is_refused()
    {
        var (own, _) = await _test.JoinAsync(TestState.Web, TimeSpan.FromSeconds(10));
        using var channel = _test.ConnectVerified(_verifier, own);
        using var renewed = await TestServer.SignAsync(channel, TestState.Web, validity: TimeSpan.FromSeconds(10));
        _test.State.Time.Advance(TimeSpan.FromSeconds(11));

        await RefusedAsync(StatusCode.Unauthenticated, "bad_certificate", TestServer.SignAsync(channel, TestState.Web));
        own.Dispose();
    }

    [Fact]
    public async Task A_certificate_of_a_stranger_is_refused()
    {
        await using var stranger = await TestServer.StartAsync();
        var (own, _) = await stranger.JoinAsync(TestState.Web);
        using var channel = _test.ConnectVerified(_verifier, own);

        await RefusedAsync(StatusCode.Unauthenticated, "bad_certificate", TestServer.SignAsync(channel, TestState.Web));
        own.Dispose();
    }

    [Theory]
    [InlineData(0, StatusCode.InvalidArgument)]
    [InlineData(100, StatusCode.InvalidArgument)]
    [InlineData((16 * 1024) + 1, StatusCode.InvalidArgument)]
    [InlineData(48 * 1024, StatusCode.ResourceExhausted)]
    public async Task Garbage_is_refused_whatever_its_size(int size, StatusCode expected)
    {
        using var channel = _test.ConnectVerified(_verifier);
        var request = new SignCertificateRequest { Csr = ByteString.CopyFrom(new byte[size]) };
        var token = await _test.IssueTokenAsync(TestState.Web);

        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).SignCertificateAsync(request, TestServer.Bearer(token)));

        Assert.Equal(expected, e.StatusCode);
    }

    [Fact]
    public async Task A_huge_request_is_cut_off_and_the_next_one_served()
    {
        using var channel = _test.ConnectVerified(_verifier);
        var request = new SignCertificateRequest { Csr = ByteString.CopyFrom(new byte[4 * 1024 * 1024]) };

        await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).SignCertificateAsync(request));

        Assert.NotEmpty((await Client(channel).GetTrustBundleAsync(new GetTrustBundleRequest())).Roots);
    }

    [Theory]
    [InlineData(9, 999_999_999)]
    [InlineData(-1, 0)]
    [InlineData(10, -1)]
    [InlineData(0, 2_000_000_000)]
    [InlineData(long.MaxValue, 0)]
    public async Task A_validity_must_be_a_duration_of_ten_seconds_at_least(long seconds, int nanos)
    {
        using var channel = _test.ConnectVerified(_verifier);
        using var pending = KeyAndRequest.Create(TestState.Web);
        var token = await _test.IssueTokenAsync(TestState.Web);
        var request = new SignCertificateRequest { Csr = ByteString.CopyFrom(pending.Request.Span), Validity = new Duration { Seconds = seconds, Nanos = nanos } };

        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).SignCertificateAsync(request, TestServer.Bearer(token)));

        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
    }

    [Theory]
    [InlineData("Basic eDp5")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task Another_scheme_is_refused(string header)
    {
        using var channel = _test.ConnectVerified(_verifier);
        using var pending = KeyAndRequest.Create(TestState.Web);
        var request = new SignCertificateRequest { Csr = ByteString.CopyFrom(pending.Request.Span) };

        var e = await Assert.ThrowsAsync<RpcException>(async () => await Client(channel).SignCertificateAsync(request, new Metadata { { "authorization", header } }));

        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
    }

    [Fact]
    public async Task Who_asks_too_often_is_refused_and_the_log_is_not_flooded()
    {
        using var channel = _test.ConnectVerified(_verifier);
        var refused = 0;
        for (var i = 0; i < 420; i++)
        {
            try
            {
                await Client(channel).GetTrustBundleAsync(new GetTrustBundleRequest());
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                refused++;
            }
        }

        // One call of the burst was the set-up's.
        Assert.Equal(21, refused);
        Assert.Contains("mesh_ca_refused_total{reason=\"too_many\"} 21\n", await _test.MetricsAsync(), StringComparison.Ordinal);
        Assert.Single(_test.Log.Split('\n'), line => line.Contains("reason=too_many", StringComparison.Ordinal));
    }

    private static IdentityService.IdentityServiceClient Client(GrpcChannel channel) => new(channel);

    private async Task RefusedAsync(StatusCode status, string reason, Task<WorkloadCertificate> signing)
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => signing);

        Assert.Equal(status, e.StatusCode);
        Assert.NotEmpty(e.Status.Detail);
        Assert.Contains($"reason={reason}", _test.Log, StringComparison.Ordinal);
        Assert.Contains(e.Status.Detail, _test.Log, StringComparison.Ordinal);
        Assert.DoesNotContain($"mesh_ca_refused_total{{reason=\"{reason}\"}} 0\n", await _test.MetricsAsync(), StringComparison.Ordinal);
    }
}
