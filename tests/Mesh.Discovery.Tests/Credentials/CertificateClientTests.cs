using Mesh.Discovery.Tests.Fakes;
using Mesh.Discovery.Transport;

namespace Mesh.Discovery.Tests.Credentials;

public sealed class CertificateClientTests
{
    private const double Least = 0.45;
    private const double Most = 0.55;

    [Fact]
    public async Task First_contact_shows_nothing_before_the_root_is_pinned()
    {
        await using var harness = new EnrolmentHarness();

        var credentials = await harness.StartAsync();

        Assert.Equal(["GetTrustBundle", "SignCertificate by token"], harness.Authority.Calls);
        Assert.Equal(TestAuthority.WorkloadId, credentials.Certificate.Id.ToString());
        Assert.Equal(TestAuthority.Shared.Bundle.Version, credentials.Bundle.Version);
        Assert.DoesNotContain(harness.Logger.Lines, line => line.Contains(harness.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_half_of_its_life_a_certificate_is_renewed_with_itself()
    {
        await using var harness = new EnrolmentHarness();
        var first = await harness.StartAsync();
        var firstKey = first.Certificate.PrivateKey.ToArray();
        for (var renewal = 1; renewal <= 3; renewal++)
        {
            var pause = await harness.Time.SleepAsync();

            Assert.InRange(pause / harness.Authority.Validity, Least, Most);
            await Eventually.True(() => harness.Changes == renewal + 1, "renewal");
        }

        Assert.Equal(3, harness.Authority.Calls.Count(call => call == "SignCertificate by certificate"));
        var last = harness.Client.Current!.Certificate;
        Assert.False(last.PrivateKey.SequenceEqual(firstKey));
        Assert.True(last.NotAfter > first.Certificate.NotAfter);
        Assert.Throws<ObjectDisposedException>(() => first.Certificate.PrivateKey.Length);
    }

    [Fact]
    public async Task A_failed_renewal_keeps_the_certificate_and_is_tried_again_with_growing_pauses()
    {
        await using var harness = new EnrolmentHarness();
        var first = await harness.StartAsync();
        harness.Authority.Failure = ControlStatus.Unavailable;
        await harness.Time.SleepAsync();

        var pauses = new List<double>();
        for (var i = 0; i < 6; i++)
            pauses.Add((await harness.Time.SleepAsync()).TotalSeconds);

        for (var i = 0; i < pauses.Count; i++)
            Assert.InRange(pauses[i], 0.9 * (1 << i), 1.1 * (1 << i));
        Assert.Same(first, harness.Client.Current);
        Assert.True(harness.Logger.Contains($"No new certificate. The current one stays in force until {first.Certificate.NotAfter:O}. fake Unavailable"));

        harness.Authority.Failure = null;
        await harness.Time.SleepAsync();
        await Eventually.True(() => harness.Changes == 2, "renewal");
        Assert.InRange(await harness.Time.NextSleepAsync() / harness.Authority.Validity, Least, Most);
    }

    [Fact]
    public async Task Close_to_the_end_attempts_come_more_often()
    {
        await using var harness = new EnrolmentHarness();
        harness.Authority.Validity = TimeSpan.FromSeconds(60);
        var first = await harness.StartAsync();
        harness.Authority.Failure = ControlStatus.Unavailable;
        await harness.Time.SleepAsync();

        var attempts = 0;
        while (harness.Time.GetUtcNow() < first.Certificate.NotAfter)
        {
            var left = first.Certificate.NotAfter - harness.Time.GetUtcNow();
            var pause = await harness.Time.SleepAsync();
            Assert.True(pause <= left, $"{pause} is longer than the {left} that are left");
            attempts++;
        }
        Assert.InRange(attempts, 8, 40);
    }

    [Fact]
    public async Task After_the_end_the_token_counts_again()
    {
        await using var harness = new EnrolmentHarness();
        harness.Authority.Validity = TimeSpan.FromMinutes(1);
        var first = await harness.StartAsync();
        harness.Authority.Failure = ControlStatus.Unavailable;
        while (harness.Time.GetUtcNow() < first.Certificate.NotAfter)
            await harness.Time.SleepAsync();
        Assert.Same(first, harness.Client.Current);

        harness.Authority.Calls.Clear();
        harness.Authority.Failure = null;
        await harness.Time.SleepAsync();

        await Eventually.True(() => harness.Changes == 2, "renewal");
        Assert.Equal(["SignCertificate by token"], harness.Authority.Calls);
        Assert.True(harness.Client.Current!.Certificate.IsValidAt(harness.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_root_that_leaves_the_bundle_hurries_the_renewal()
    {
        await using var harness = new EnrolmentHarness();
        var first = await harness.StartAsync();
        await harness.Time.NextSleepAsync();
        var next = new TestAuthority("CN=next root");
        harness.Authority.Issuer = next;

        harness.Client.OfferRoots([next.Root]);

        await Eventually.True(() => harness.Client.Current!.Certificate != first.Certificate, "renewal without time passing");
        Assert.Equal(next.Bundle.Version, harness.Client.Current!.Bundle.Version);
        Assert.Contains("SignCertificate by certificate", harness.Authority.Calls);
    }

    [Fact]
    public async Task A_root_that_joins_the_bundle_changes_nothing_else()
    {
        await using var harness = new EnrolmentHarness();
        var first = await harness.StartAsync();
        await harness.Time.NextSleepAsync();
        var calls = harness.Authority.Calls.Count;

        harness.Client.OfferRoots([TestAuthority.Shared.Root, new TestAuthority("CN=next root").Root]);

        Assert.Same(first.Certificate, harness.Client.Current!.Certificate);
        Assert.Equal(2, harness.Client.Current.Bundle.Roots.Length);
        Assert.Equal(2, harness.Changes);
        Assert.Equal(calls, harness.Authority.Calls.Count);
    }
}
