using Google.Protobuf;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Transport;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Protos.Identity.V1;

namespace Mesh.Discovery.Tests.Credentials;

/// <summary>Answers and tokens that must not be used.</summary>
public sealed class CertificateRefusalTests
{
    private static readonly TestAuthority Stranger = new("CN=stranger");

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "another identity", "The issued certificate is for spiffe://cluster.local/ns/shop/sa/admin, not for spiffe://cluster.local/ns/shop/sa/web." },
        { "another key", "The issued certificate is for another key than the request's." },
        { "another root", "does not verify against the issued trust bundle" },
        { "expired", "does not verify against the issued trust bundle: NotTimeValid" },
        { "no chain", "The issued chain is empty." },
        { "garbage", "certificate" },
        { "another trust domain", "the certificate authority is of trust domain \"evil.example\", not cluster.local" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_renewal_with_a_bad_answer_keeps_the_certificate(string how, string reason)
    {
        await using var harness = new EnrolmentHarness();
        var first = await harness.StartAsync();
        harness.Authority.Spoil = (request, response) => Spoil(how, harness, request, response);

        await harness.Time.SleepAsync();

        Assert.InRange(await harness.Time.NextSleepAsync(), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1.1));
        Assert.Same(first, harness.Client.Current);
        Assert.Contains(harness.Logger.Lines, line => line.StartsWith("Warning: No new certificate.", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bad_answer_at_first_contact_gives_no_certificate()
    {
        await using var harness = new EnrolmentHarness();
        harness.Authority.Spoil = (request, response) => Spoil("another identity", harness, request, response);
        harness.Client.Start();

        await harness.Time.NextSleepAsync();

        Assert.Null(harness.Client.Current);
        Assert.True(harness.Logger.Contains("No new certificate. There is none yet. The issued certificate is for"));
    }

    [Fact]
    public async Task Whoever_does_not_have_the_pinned_root_is_not_shown_the_token()
    {
        await using var harness = new EnrolmentHarness();
        harness.Authority.Issuer = Stranger;
        harness.Client.Start();

        await harness.Time.NextSleepAsync();

        Assert.Equal(["GetTrustBundle"], harness.Authority.Calls);
        Assert.True(harness.Logger.Contains("does not have the root that the join token names"));
    }

    [Fact]
    public async Task A_refused_certificate_is_followed_by_the_token()
    {
        await using var harness = new EnrolmentHarness();
        await harness.StartAsync();
        harness.Authority.Calls.Clear();
        harness.Authority.Failure = ControlStatus.Unauthenticated;

        await harness.Time.SleepAsync();

        await harness.Time.NextSleepAsync();
        Assert.Equal(["SignCertificate by certificate", "SignCertificate by token"], harness.Authority.Calls);
    }

    [Theory]
    [InlineData("missing", "there is no such file")]
    [InlineData("expired", "the token expired")]
    [InlineData("not a token", "is not a JWT")]
    [InlineData("too long", "longer than any token")]
    public async Task A_token_that_cannot_be_used_is_named_and_read_again(string how, string reason)
    {
        await using var harness = new EnrolmentHarness();
        switch (how)
        {
            case "missing":
                File.Delete(harness.TokenFile);
                break;
            case "expired":
                harness.WriteToken(ttl: TimeSpan.FromSeconds(-1));
                break;
            default:
                await File.WriteAllTextAsync(harness.TokenFile, how == "too long" ? new string('a', 10_000) : "secret-text", TestContext.Current.CancellationToken);
                break;
        }
        harness.Client.Start();

        var pause = await harness.Time.NextSleepAsync();

        Assert.Empty(harness.Authority.Calls);
        Assert.Contains(harness.Logger.Lines, line => line.Contains(harness.TokenFile, StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
        Assert.False(harness.Logger.Contains("secret-text"));
        harness.WriteToken();
        harness.Time.Advance(pause);
        await Eventually.True(() => harness.Client.Current is not null, "certificate");
    }

    [Fact]
    public async Task A_token_cannot_change_the_identity_of_a_running_proxy()
    {
        await using var harness = new EnrolmentHarness();
        var first = await harness.StartAsync();
        harness.WriteToken("spiffe://cluster.local/ns/shop/sa/admin");
        harness.Authority.Failure = ControlStatus.Unauthenticated;

        await harness.Time.SleepAsync();

        await harness.Time.NextSleepAsync();
        Assert.True(harness.Logger.Contains("the token is for spiffe://cluster.local/ns/shop/sa/admin, but this proxy began as"));
        Assert.Same(first, harness.Client.Current);
    }

    private static void Spoil(string how, EnrolmentHarness harness, SignCertificateRequest request, SignCertificateResponse response)
    {
        var now = harness.Time.GetUtcNow();
        switch (how)
        {
            case "another identity":
                SetChain(response, SignFor("spiffe://cluster.local/ns/shop/sa/admin", now));
                break;
            case "another key":
                SetChain(response, SignFor(TestAuthority.WorkloadId, now));
                break;
            case "another root":
                SetChain(response, Stranger.Sign(request.Csr.Memory, now.AddMinutes(-1), now.AddHours(1)));
                break;
            case "expired":
                SetChain(response, TestAuthority.Shared.Sign(request.Csr.Memory, now.AddHours(-2), now.AddHours(-1)));
                break;
            case "no chain":
                response.CertificateChain.Clear();
                break;
            case "garbage":
                SetChain(response, [0x30, 0x03, 1, 2, 3]);
                break;
            default:
                response.Bundle.TrustDomain = "evil.example";
                break;
        }
    }

    private static byte[] SignFor(string id, DateTimeOffset now)
    {
        using var other = KeyAndRequest.Create(SpiffeId.Parse(id));
        return TestAuthority.Shared.Sign(other.Request, now.AddMinutes(-1), now.AddHours(1));
    }

    private static void SetChain(SignCertificateResponse response, byte[] leaf)
    {
        response.CertificateChain.Clear();
        response.CertificateChain.Add(ByteString.CopyFrom(leaf));
    }
}
