using Mesh.ControlPlane.Identity;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;

namespace Mesh.ControlPlane.Tests.Identity;

public sealed class CertificateKeeperTests
{
    [Fact]
    public async Task TheFirstCertificateIsJoinedFor()
    {
        await using var harness = new KeeperHarness();
        await harness.StartAsync();

        Assert.Equal(["discover", "sign by token"], harness.Authority.Calls);
        Assert.Equal([harness.Authority.Bundle.Version], harness.Published);
        Assert.Equal(harness.Authority.Bundle.Version, harness.Trust.Verifier!.Bundle.Version);
    }

    [Fact]
    public async Task RememberedRootsMakeFirstContactUnnecessary()
    {
        await using var harness = new KeeperHarness();
        harness.BundleFile.Write(harness.Authority.Bundle);
        await harness.StartAsync();

        Assert.Equal(["sign by token"], harness.Authority.Calls);
    }

    [Fact]
    public async Task RememberedRootsOfAnotherMeshAreForgotten()
    {
        await using var harness = new KeeperHarness();
        harness.BundleFile.Write(harness.Authority.Bundle);
        harness.Authority.Failure = new AuthorityException("the server is not the mesh's certificate authority: UntrustedRoot") { IsUnverified = true };
        var obtaining = harness.ObtainAsync();
        await Eventually.TrueAsync(() => harness.Log.Lines.Any(line => line.Contains("attempt 1 failed", StringComparison.Ordinal)), "the first attempt fails");

        harness.Authority.Failure = null;
        await harness.SleepAsync();

        await obtaining;
        Assert.Equal(["sign by token", "discover", "sign by token"], harness.Authority.Calls);
    }

    [Fact]
    public async Task AtHalfOfItsLifeTheCertificateIsRenewedWithItself()
    {
        await using var harness = new KeeperHarness();
        harness.Authority.Validity = TimeSpan.FromMinutes(10);
        await harness.StartAsync();
        for (var renewal = 1; renewal <= 3; renewal++)
        {
            var (shown, obtained) = (harness.Shown.Current, harness.Time.GetUtcNow());

            await StepUntilAsync(harness, () => harness.Shown.Current != shown);

            Assert.InRange((harness.Time.GetUtcNow() - obtained) / harness.Authority.Validity, 0.45, 0.55);
            Assert.Equal(renewal, harness.Authority.Calls.Count(call => call == "sign by certificate"));
        }

        Assert.Single(harness.Authority.Calls, "sign by token");
    }

    [Fact]
    public async Task AFailedRenewalKeepsTheCertificateAndIsTriedAgain()
    {
        await using var harness = new KeeperHarness();
        harness.Authority.Validity = TimeSpan.FromMinutes(10);
        await harness.StartAsync();
        var shown = harness.Shown.Current;
        harness.Authority.Failure = new AuthorityException("the certificate authority does not answer");

        await StepUntilAsync(harness, () => Attempts(harness) >= 5);

        Assert.Same(shown, harness.Shown.Current);
        Assert.Contains(harness.Log.Lines, line => line.StartsWith("Warning: certificate not renewed, the one valid until ", StringComparison.Ordinal)
            && line.EndsWith("attempt 5 failed and is repeated: the certificate authority does not answer", StringComparison.Ordinal));
        Assert.NotNull(harness.Trust.Verifier);

        harness.Authority.Failure = null;
        await StepUntilAsync(harness, () => harness.Shown.Current != shown);
    }

    [Fact]
    public async Task AfterItsEndTheTokenCountsAgain()
    {
        await using var harness = new KeeperHarness();
        harness.Authority.Validity = TimeSpan.FromMinutes(1);
        await harness.StartAsync();
        var (shown, start) = (harness.Shown.Current, harness.Time.GetUtcNow());
        harness.Authority.Failure = new AuthorityException("the certificate authority does not answer");
        await StepUntilAsync(harness, () => harness.Time.GetUtcNow() > start + TimeSpan.FromMinutes(2));

        harness.Authority.Failure = null;
        await StepUntilAsync(harness, () => harness.Shown.Current != shown);

        Assert.Equal("sign by token", harness.Authority.Calls.Last(call => call.StartsWith("sign", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ACertificateThatDoesNotLeadToTheRootsIsNotShown()
    {
        using var stranger = new TestAuthority("cluster.local");
        await using var harness = new KeeperHarness();
        harness.Authority.Validity = TimeSpan.FromMinutes(10);
        await harness.StartAsync();
        var shown = harness.Shown.Current;
        harness.Authority.Signer = stranger;

        await StepUntilAsync(harness, () => Attempts(harness) >= 2);

        Assert.Same(shown, harness.Shown.Current);
        Assert.Contains(harness.Log.Lines, line => line.Contains("a certificate that does not lead to its own roots", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NewRootsAreInForceHalfAMinuteLater()
    {
        using var next = new TestAuthority("cluster.local");
        await using var harness = new KeeperHarness();
        await harness.StartAsync();
        harness.Authority.Roots = [harness.Root, next];

        Assert.Equal(CertificateKeeper.BundleRefresh, await harness.SleepAsync());

        await Eventually.TrueAsync(() => harness.Published.Count == 2, "the bundle is published");
        Assert.Equal(harness.Authority.Bundle.Version, harness.Trust.Verifier!.Bundle.Version);
        Assert.Equal(harness.Authority.Bundle.Version, harness.BundleFile.Read(harness.Trust.Verifier.Bundle.TrustDomain)!.Version);
    }

    [Fact]
    public async Task RootsThatCannotBeFetchedStayInForce()
    {
        await using var harness = new KeeperHarness();
        await harness.StartAsync();
        harness.Authority.Failure = new AuthorityException("the certificate authority does not answer");

        await harness.SleepAsync();

        await Eventually.TrueAsync(() => harness.Log.Lines.Any(line => line.Contains("trust bundle not refreshed, the one in force is kept", StringComparison.Ordinal)), "a line");
        Assert.NotNull(harness.Trust.Verifier);
        Assert.Single(harness.Published);
    }

    private static int Attempts(KeeperHarness harness) => harness.Log.Lines.Count(line => line.Contains("not renewed", StringComparison.Ordinal));

    // Only when the keeper sleeps again is everything done that the last sleep led to.
    private static async Task StepUntilAsync(KeeperHarness harness, Func<bool> condition)
    {
        while (!condition())
            await harness.SleepAsync();
    }
}
