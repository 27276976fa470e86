using System.Globalization;
using System.Net;
using System.Text;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Network;
using Mesh.TestKit.Programs;

namespace Mesh.EndToEnd.Tests;

/// <summary>Processes that are killed: an endpoint, the control plane, proxies without one.</summary>
public sealed class FailureTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Url = "http://reviews.t/reviews";

    private readonly List<ChildProcess> _apps = [];
    private TestMesh _mesh = null!;

    public async ValueTask InitializeAsync()
    {
        if (!Requires.Root)
            return;
        _mesh = TestMesh.Create();
        _mesh.Add("web-1", "web");
        _mesh.Add("other-1", "other");
        var endpoints = new[] { "reviews-1", "reviews-2" }.Select(name => _mesh.Add(name, "reviews", ("http", 8080))).ToArray();
        _mesh.Add("stranger-1", "stranger", ("http", 8080), ("any", 7000));
        _mesh.Configure("mesh.yaml", Yaml.Permissive("stranger") + Yaml.Strict + "\n---\n" + Yaml.Service("reviews", "reviews", 80, 8080)
            + Yaml.Service("stranger", "stranger", 80, 8080) + Yaml.Service("stranger-any", "stranger", 7000, 7000, "any"));
        await _mesh.StartAsync();
        foreach (var endpoint in endpoints)
            _apps.Add(await ReviewsApp.StartAsync(endpoint, latencyMilliseconds: 50));
    }

    public async ValueTask DisposeAsync()
    {
        if (_mesh is not null)
            await _mesh.DisposeAsync();
    }

    [RootFact]
    public async Task A_killed_endpoint_takes_no_request_with_it_but_those_it_was_serving()
    {
        var load = await LoadGenerator.StartAsync(_mesh, _mesh["web-1"], Url, 200);
        Assert.NotEqual(0, await ServedAsync("reviews-2"));
        var killing = DateTimeOffset.UtcNow;
        await Task.WhenAll(_apps[1].KillAsync(), _mesh["reviews-2"].Proxy.KillAsync());
        var killed = DateTimeOffset.UtcNow;
        await load.ContinueAsync(4);
        var result = await load.StopAsync();

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ok {result.Ok}, failed {result.Failures.Count}, killed within {(killed - killing).TotalMilliseconds:0} ms"));
        foreach (var failure in result.Failures)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"began {(failure.Began - killing).TotalMilliseconds:0} ms after the kill, {failure.Latency.TotalMilliseconds:0} ms: {failure.Reason}"));
        Assert.True(result.Ok > 500, result.Output);
        Assert.All(result.Failures, failure => Assert.InRange(failure.Began, DateTimeOffset.MinValue, killed));
        Assert.All(result.Failures, failure => Assert.InRange(failure.Began + failure.Latency, killing, DateTimeOffset.MaxValue));
    }

    [RootFact]
    public async Task A_proxy_that_ends_in_order_and_waits_for_the_certificate_authority_to_come_back_fails_no_request()
    {
        var load = await LoadGenerator.StartAsync(_mesh, _mesh["web-1"], Url, 200);
        await _mesh.CertAuthority.KillAsync();
        var workload = _mesh["reviews-2"];
        Assert.Equal(0, await workload.Proxy.StopAsync());
        var ready = workload.StartProxyAgainAsync();
        await workload.Proxy.WaitForOutputAsync("There is none yet");
        await load.ContinueAsync(2);
        await _mesh.StartCertAuthorityAsync();
        await ready;
        await Eventually.TrueAsync(async () => await ServedAsync("reviews-2") > 100, "the restarted proxy gets its share again");
        (await load.StopAsync()).AssertNothingFailed();
    }

    [RootFact]
    public async Task Proxies_restarted_without_a_control_plane_serve_what_they_knew()
    {
        await LoadGenerator.WarmUpAsync(_mesh["web-1"], Url);
        await _mesh.ControlPlane.KillAsync();
        foreach (var name in new[] { "web-1", "reviews-1", "reviews-2" })
        {
            await _mesh[name].Proxy.KillAsync();
            await _mesh[name].StartProxyAgainAsync();
        }
        await LoadGenerator.WarmUpAsync(_mesh["web-1"], Url);
        foreach (var name in new[] { "reviews-1", "reviews-2" })
            Assert.NotEqual(0, await ServedAsync(name));
    }

    [RootFact]
    public async Task Without_a_control_plane_a_new_destination_fails_with_its_flag_and_gets_no_byte()
    {
        var host = _mesh["stranger-1"].Host;
        var app = await _mesh.ServeAsync(_mesh["stranger-1"], 8080);
        // Another proxy has met these destinations, this one has not.
        var address = await _mesh["other-1"].Host.ResolveAsync("stranger.t");
        using (var other = _mesh["other-1"].Host.CreateHttpClient())
        {
            Assert.Equal("stranger-1", await other.GetStringAsync($"http://{address}/"));
            Assert.Equal("stranger-1", await other.GetStringAsync($"http://{host.IPv4}:8080/"));
        }
        await LoadGenerator.WarmUpAsync(_mesh["web-1"], Url);
        await _mesh.ControlPlane.KillAsync();
        var (connections, requests) = (app.Connections, app.Requests);

        var secret = Guid.NewGuid().ToString("N");
        await using var capture = await PacketCapture.StartAsync(host);
        using var client = _mesh["web-1"].Host.CreateHttpClient();
        foreach (var target in new[] { $"{address}:80", $"{host.IPv4}:8080", $"{host.IPv4}:7000" })
        {
            using var response = await client.GetAsync($"http://{target}/?{secret}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.StartsWith("ND ", Assert.Single(response.Headers.GetValues("x-mesh-error")), StringComparison.Ordinal);
        }
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://stranger.t/"));
        await LoadGenerator.WarmUpAsync(_mesh["web-1"], Url);
        Assert.Equal((connections, requests), (app.Connections, app.Requests));

        // What is sent past the proxy is recorded, so the capture was live.
        var marker = Guid.NewGuid().ToByteArray();
        using var past = await _mesh["web-1"].Host.ConnectAsync(new IPEndPoint(host.IPv4, 8080), TestMesh.ProxyUid);
        await past.SendAsync(marker);
        await capture.WaitForAsync(marker);
        Assert.False(capture.Contains(Encoding.ASCII.GetBytes(secret)), "the destination got what was meant for it");
    }

    [RootFact]
    public async Task A_restarted_control_plane_sends_nothing_again_that_is_unchanged()
    {
        await LoadGenerator.WarmUpAsync(_mesh["web-1"], Url);
        using var operators = new OperatorClient(_mesh.OperatorSocket);
        IReadOnlyList<string>? before = null;
        await Eventually.TrueAsync(async () => (before = await operators.SettledSubscriptionsAsync()) is not null, "all proxies acknowledge all");
        Assert.Contains(before!, line => line.StartsWith("t/web-1 ", StringComparison.Ordinal) && line.Contains(ResourceTypes.Route, StringComparison.Ordinal));
        Assert.NotEqual(0, await SentAsync());

        await _mesh.ControlPlane.KillAsync();
        await _mesh.StartControlPlaneAsync();
        await Eventually.TrueAsync(async () => (await operators.SettledSubscriptionsAsync())?.SequenceEqual(before!) == true, "all proxies are back with all they had");
        Assert.Equal(0, await SentAsync());

        _mesh.Configure("route.yaml", Yaml.Split("reviews", 1, "stranger", 0).Replace("name: split}]", "name: reviews}]", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => await SentAsync() > 0, "a change is sent");
    }

    // Discovery responses, of all types, since the control plane started.
    private Task<double> SentAsync() => Metrics.SumAsync(_mesh.System, IPEndPoint.Parse($"{_mesh.System.IPv4}:15114"), "mesh_controlplane_responses_total");

    private Task<double> ServedAsync(string workload) => Metrics.SumAsync(
        _mesh.System, new IPEndPoint(_mesh[workload].Host.IPv4, MeshPorts.ProxyMetrics), "mesh_http_requests_total", "direction=\"inbound\"");
}
