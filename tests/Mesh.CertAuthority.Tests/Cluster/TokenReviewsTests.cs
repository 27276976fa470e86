using Mesh.ApiStub;
using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Cluster;
using Mesh.CertAuthority.Requests;

namespace Mesh.CertAuthority.Tests.Cluster;

/// <summary>Tokens that are no more, and servers that do not answer. The rest is in Mesh.Cluster.Tests.</summary>
public sealed class TokenReviewsTests : IAsyncLifetime
{
    private ApiServerStub _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiServerStub.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Revoked_expired_forged_and_oversized_tokens_are_refused_without_quoting_them()
    {
        var revoked = _cluster.Tokens.Issue("shop", "web", ["mesh-ca"]);
        _cluster.Tokens.Revoke(revoked);
        var expired = _cluster.Tokens.Issue("shop", "web", ["mesh-ca"], TimeSpan.FromSeconds(-1));
        var forged = _cluster.Tokens.Issue("shop", "web", ["mesh-ca"]) + "x";

        foreach (var token in new[] { revoked, expired, forged, "", new string('a', 9000) })
        {
            var refusal = (await VerifyAsync(token)).Refusal!;
            Assert.Equal(RefusalReason.BadToken, refusal.Reason);
            Assert.True(token.Length == 0 || !refusal.Message.Contains(token, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(403, "mesh-ca needs create on tokenreviews")]
    [InlineData(500, "the API server answered 500 to the token's review")]
    public async Task A_server_that_does_not_review_is_no_verdict_on_the_token(int status, string expected)
    {
        _cluster.Fault = request => request.Contains("tokenreviews", StringComparison.Ordinal) ? status : null;

        var refusal = (await VerifyAsync(_cluster.Tokens.Issue("shop", "web", ["mesh-ca"]))).Refusal!;

        Assert.Equal((RefusalReason.NoReview, Grpc.Core.StatusCode.Unavailable), (refusal.Reason, refusal.StatusCode));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absent_server_is_no_verdict_on_the_token()
    {
        using var client = _cluster.Connect();
        await _cluster.DisposeAsync();

        var (_, refusal) = await new TokenReviews(client, TestState.Domain, TimeProvider.System).VerifyAsync("a.b.c", TestContext.Current.CancellationToken);

        Assert.Equal(RefusalReason.NoReview, refusal!.Reason);
    }

    private async Task<(Caller? Caller, Refusal? Refusal)> VerifyAsync(string token)
    {
        using var client = _cluster.Connect();
        return await new TokenReviews(client, TestState.Domain, TimeProvider.System).VerifyAsync(token, TestContext.Current.CancellationToken);
    }
}
