using k8s;
using k8s.Models;
using Mesh.CertAuthority.Admission;
using Mesh.CertAuthority.Cluster;
using Mesh.CertAuthority.Requests;
using Mesh.Cluster.Tests.Clusters;
using Mesh.Identity;
using Mesh.Identity.Tokens;
using Mesh.TestKit;

namespace Mesh.Cluster.Tests.Tokens;

/// <summary>The authority's reviews of tokens that the API server issued.</summary>
public sealed class TokenReviewTests : ClusterTest
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("td");

    [Fact]
    public async Task The_identity_is_the_reviewed_service_account()
    {
        var (caller, refusal) = await VerifyAsync(await Cluster.TokenAsync(Place, "web", "mesh-ca"));

        Assert.Null(refusal);
        Assert.Equal(($"spiffe://td/ns/{Place}/sa/web", Credential.ServiceAccount), (caller!.Id.ToString(), caller.Credential));
    }

    [Fact]
    public async Task A_token_for_others_as_well_is_accepted() =>
        Assert.NotNull((await VerifyAsync(await Cluster.TokenAsync(Place, "web", "vault", "mesh-ca"))).Caller);

    [Theory]
    [InlineData("vault")]
    [InlineData]
    public async Task A_token_for_others_only_is_refused(params string[] audiences)
    {
        var refusal = (await VerifyAsync(await Cluster.TokenAsync(Place, "web", audiences))).Refusal!;

        Assert.Equal(RefusalReason.BadToken, refusal.Reason);
        Assert.Contains("audience mesh-ca", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_token_is_refused_without_quoting_it()
    {
        var token = await Cluster.TokenAsync(Place, "web", "mesh-ca");
        var signature = token.LastIndexOf('.') + 1;

        foreach (var forged in new[] { token[..signature] + new string('A', token.Length - signature), token[..signature], "a.b.c" })
        {
            var refusal = (await VerifyAsync(forged)).Refusal!;
            Assert.Equal(RefusalReason.BadToken, refusal.Reason);
            Assert.DoesNotContain(forged, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_ends_with_its_service_account()
    {
        var token = await Cluster.TokenAsync(Place, "web", "mesh-ca");
        Assert.NotNull((await VerifyAsync(token)).Caller);

        await Client.CoreV1.DeleteNamespacedServiceAccountAsync("web", Place);
        await Eventually.TrueAsync(async () => (await VerifyAsync(token)).Refusal?.Reason == RefusalReason.BadToken, "the token's end");

        // One of the same name is another one.
        Assert.NotNull((await VerifyAsync(await Cluster.TokenAsync(Place, "web", "mesh-ca"))).Caller);
        Assert.Null((await VerifyAsync(token)).Caller);
    }

    [Fact]
    public async Task The_claims_say_who_it_is()
    {
        var token = await Cluster.TokenAsync(Place, "web", "mesh-ca");

        Assert.True(ServiceAccountTokenPayload.TryRead(token, Domain, out var payload, out var error), error);
        Assert.Equal($"spiffe://td/ns/{Place}/sa/web", payload.Identity.ToString());
    }

    [Theory]
    [InlineData("web", 600, 0)]
    [InlineData("web", 599, 422)]
    [InlineData("nobody", 600, 404)]
    public async Task What_is_no_token_request_is_refused(string account, int seconds, int status)
    {
        await Client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "web" } }, Place);

        Task<Authenticationv1TokenRequest> RequestAsync() => Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["mesh-ca"], ExpirationSeconds = seconds } }, account, Place);

        if (status == 0)
            Assert.Equal(3, (await RequestAsync()).Status.Token.Split('.').Length);
        else
            Assert.Equal(status, (await Refused.ByAsync(RequestAsync)).Code);
    }

    private Task<(Caller? Caller, Refusal? Refusal)> VerifyAsync(string token) =>
        new TokenReviews(Client, Domain, TimeProvider.System).VerifyAsync(token, TestContext.Current.CancellationToken);
}
