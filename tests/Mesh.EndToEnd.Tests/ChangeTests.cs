using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests;

/// <summary>Broken files and lost services under load. The generator never retries; half its requests are POSTs.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private TestMesh _mesh = null!;
    private HttpApp _one = null!;
    private HttpApp _two = null!;

    public async ValueTask InitializeAsync()
    {
        if (!Requires.Root)
            return;
        _mesh = TestMesh.Create("24s");
        _mesh.Add("web-1", "web");
        var one = _mesh.Add("one-1", "one", ("http", 8080));
        var two = _mesh.Add("two-1", "two", ("http", 8080));
        _mesh.Configure("services.yaml", Yaml.Strict + "\n---\n" + Yaml.Service("one", "one", 80, 8080) + Yaml.Service("two", "two", 80, 8080) + Yaml.Service("split", "one", 80, 8080));
        _mesh.Configure("route.yaml", Yaml.Split("one", 100, "two", 0));
        await _mesh.StartAsync();
        _one = await _mesh.ServeAsync(one, 8080);
        _two = await _mesh.ServeAsync(two, 8080);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task A_broken_file_changes_nothing_and_says_where_it_is_broken()
    {
        var load = await LoadAsync(200);
        _mesh.Configure("route.yaml", Yaml.Split("one", 0, "two", 100).Replace("weight: 100", "wieght: 100", StringComparison.Ordinal));
        await _mesh.ControlPlane.WaitForOutputAsync("wieght");
        var served = _one.Requests;
        await Eventually.TrueAsync(() => _one.Requests > served + 100, "the last good route still serves");
        Assert.Equal(0, _two.Requests);
        var validate = Command.Try(BuiltProgram.Find("meshctl"), "validate", _mesh.ConfigDirectory);
        Assert.Equal(1, validate.ExitCode);
        Assert.Contains("route.yaml:9", validate.Output, StringComparison.Ordinal);
        Assert.Contains("wieght", validate.Output, StringComparison.Ordinal);
        (await load.StopAsync()).AssertNothingFailed();
    }

    [RootFact]
    public async Task The_control_plane_dies_past_a_renewal_and_no_request_fails()
    {
        var load = await LoadAsync(200);
        await _mesh.ControlPlane.KillAsync();
        await WaitForRenewalAsync();
        using (var client = _mesh["web-1"].Host.CreateHttpClient())
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://two.t/never-asked-before"));
        await _mesh.StartControlPlaneAsync();
        (await load.StopAsync()).AssertNothingFailed();
    }

    [RootFact]
    public async Task The_certificate_authority_dies_past_a_renewal_attempt_and_no_request_fails()
    {
        var load = await LoadAsync(200);
        await _mesh.CertAuthority.KillAsync();
        await _mesh["web-1"].Proxy.WaitUntilAsync(() => _mesh["web-1"].Proxy.Error.Contains("No new certificate", StringComparison.Ordinal), "a renewal fails", TimeSpan.FromSeconds(40));
        using (var client = _mesh["web-1"].Host.CreateHttpClient())
            Assert.Equal("two-1", await client.GetStringAsync("http://two.t/"));
        await _mesh.StartCertAuthorityAsync();
        await WaitForRenewalAsync();
        (await load.StopAsync()).AssertNothingFailed();
    }

    private Task WaitForRenewalAsync()
    {
        var proxy = _mesh["web-1"].Proxy;
        var before = Renewals(proxy);
        return proxy.WaitUntilAsync(() => Renewals(proxy) > before, "a certificate is renewed", TimeSpan.FromSeconds(40));
    }

    private static int Renewals(ChildProcess proxy) => proxy.Error.Split(" valid until ").Length - 1;

    private Task<LoadGenerator> LoadAsync(int rate) => LoadGenerator.StartAsync(_mesh, _mesh["web-1"], "http://split.t/", rate);
}
