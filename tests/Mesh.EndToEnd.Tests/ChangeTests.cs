using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests;

/// <summary>Broken files and lost services under load. The generator never retries; half its requests are POSTs.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private SplitMesh _split = null!;

    private TestMesh Mesh => _split.Mesh;

    public async ValueTask InitializeAsync()
    {
        if (Requires.Root)
            _split = await SplitMesh.StartAsync(TestMesh.Create("24s"), "web-1");
    }

    public async ValueTask DisposeAsync()
    {
        if (_split is not null)
            await _split.DisposeAsync();
    }

    [RootFact]
    public async Task A_broken_file_changes_nothing_and_says_where_it_is_broken()
    {
        var load = await LoadAsync(200);
        Mesh.Configure("route.yaml", Yaml.Split("one", 0, "two", 100).Replace("weight: 100", "wieght: 100", StringComparison.Ordinal));
        await Mesh.ControlPlane.WaitForOutputAsync("wieght");
        var served = _split.One.Requests;
        await Eventually.TrueAsync(() => _split.One.Requests > served + 100, "the last good route still serves");
        Assert.Equal(0, _split.Two.Requests);
        var validate = Command.Try(BuiltProgram.Find("meshctl"), "validate", Mesh.ConfigDirectory);
        Assert.Equal(1, validate.ExitCode);
        Assert.Contains("route.yaml:9", validate.Output, StringComparison.Ordinal);
        Assert.Contains("wieght", validate.Output, StringComparison.Ordinal);
        (await load.StopAsync()).AssertNothingFailed();
    }

    [RootFact]
    public async Task The_control_plane_dies_past_a_renewal_and_no_request_fails()
    {
        var load = await LoadAsync(200);
        await Mesh.ControlPlane.KillAsync();
        await WaitForRenewalAsync();
        using (var client = Mesh["web-1"].Host.CreateHttpClient())
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://two.t/never-asked-before"));
        await Mesh.StartControlPlaneAsync();
        (await load.StopAsync()).AssertNothingFailed();
    }

    [RootFact]
    public async Task The_certificate_authority_dies_past_a_renewal_attempt_and_no_request_fails()
    {
        var load = await LoadAsync(200);
        await Mesh.CertAuthority.KillAsync();
        await Mesh["web-1"].Proxy.WaitUntilAsync(() => Mesh["web-1"].Proxy.Error.Contains("No new certificate", StringComparison.Ordinal), "a renewal fails", TimeSpan.FromSeconds(40));
        using (var client = Mesh["web-1"].Host.CreateHttpClient())
            Assert.Equal("two-1", await client.GetStringAsync("http://two.t/"));
        await Mesh.StartCertAuthorityAsync();
        await WaitForRenewalAsync();
        (await load.StopAsync()).AssertNothingFailed();
    }

    private Task WaitForRenewalAsync()
    {
        var proxy = Mesh["web-1"].Proxy;
        var before = Renewals(proxy);
        return proxy.WaitUntilAsync(() => Renewals(proxy) > before, "a certificate is renewed", TimeSpan.FromSeconds(40));
    }

    private static int Renewals(ChildProcess proxy) => proxy.Error.Split(" valid until ").Length - 1;

    private Task<LoadGenerator> LoadAsync(int rate) => LoadGenerator.StartAsync(Mesh, Mesh["web-1"], SplitMesh.Url, rate);
}
