using System.Net;
using System.Text;
using Mesh.Conventions;
using Mesh.EndToEnd.Tests.Harness;
using Mesh.TestKit;
using Mesh.TestKit.Network;

namespace Mesh.EndToEnd.Tests;

/// <summary>A mesh whose control plane is gone, and one whose control plane is back.</summary>
public sealed class LostControlPlaneTests : IAsyncLifetime
{
    private ReviewsMesh _reviews = null!;

    private TestMesh Mesh => _reviews.Mesh;

    public async ValueTask InitializeAsync()
    {
        if (Requires.Root)
            _reviews = await ReviewsMesh.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_reviews is not null)
            await _reviews.DisposeAsync();
    }

    [RootFact]
    public async Task Proxies_restarted_without_a_control_plane_serve_what_they_knew()
    {
        await _reviews.Web.MeetAsync(ReviewsMesh.Url);
        await Mesh.ControlPlane.KillAsync();
        foreach (var name in new[] { "web-1", "reviews-1", "reviews-2" })
        {
            // By then it has saved what came last.
            await Mesh[name].Proxy.WaitForOutputAsync("Disconnected from the control plane");
            await Mesh[name].Proxy.KillAsync();
            await Mesh[name].StartProxyAgainAsync();
        }
        await LoadGenerator.WarmUpAsync(_reviews.Web, ReviewsMesh.Url);
        foreach (var name in new[] { "reviews-1", "reviews-2" })
            Assert.NotEqual(0, await _reviews.ServedAsync(name));
    }

    [RootFact]
    public async Task Without_a_control_plane_a_new_destination_fails_with_its_flag_and_gets_no_byte()
    {
        var host = _reviews.Stranger.Host;
        var app = await Mesh.ServeAsync(_reviews.Stranger, 8080);
        // Another proxy has met these destinations, this one has not.
        var address = await _reviews.Other.Host.ResolveAsync("stranger.t");
        await _reviews.Other.MeetAsync($"http://{address}/");
        await _reviews.Other.MeetAsync($"http://{host.IPv4}:8080/");
        await _reviews.Web.MeetAsync(ReviewsMesh.Url);
        await Mesh.ControlPlane.KillAsync();
        var (connections, requests) = (app.Connections, app.Requests);

        var secret = Guid.NewGuid().ToString("N");
        await using var capture = await PacketCapture.StartAsync(host);
        using var client = _reviews.Web.Host.CreateHttpClient();
        foreach (var target in new[] { $"{address}:80", $"{host.IPv4}:8080", $"{host.IPv4}:7000" })
        {
            using var response = await client.GetAsync($"http://{target}/?{secret}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.StartsWith("ND ", Assert.Single(response.Headers.GetValues("x-mesh-error")), StringComparison.Ordinal);
        }
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("http://stranger.t/"));
        await LoadGenerator.WarmUpAsync(_reviews.Web, ReviewsMesh.Url);
        Assert.Equal((connections, requests), (app.Connections, app.Requests));

        // What is sent past the proxy is recorded, so the capture was live.
        var marker = Guid.NewGuid().ToByteArray();
        using var past = await _reviews.Web.Host.ConnectAsync(new IPEndPoint(host.IPv4, 8080), TestMesh.ProxyUid);
        await past.SendAsync(marker);
        await capture.WaitForAsync(marker);
        Assert.False(capture.Contains(Encoding.ASCII.GetBytes(secret)), "the destination got what was meant for it");
    }

    [RootFact]
    public async Task A_restarted_control_plane_sends_nothing_again_that_is_unchanged()
    {
        await _reviews.Web.MeetAsync(ReviewsMesh.Url);
        using var operators = new OperatorClient(Mesh.OperatorSocket);
        IReadOnlyList<string>? before = null;
        await Eventually.TrueAsync(async () => (before = await operators.SettledSubscriptionsAsync()) is not null, "all proxies acknowledge all");
        Assert.Contains(before!, line => line.StartsWith("t/web-1 ", StringComparison.Ordinal) && line.Contains(ResourceTypes.Route, StringComparison.Ordinal));
        Assert.NotEqual(0, await SentAsync());

        await Mesh.ControlPlane.KillAsync();
        await Mesh.StartControlPlaneAsync();
        await Eventually.TrueAsync(async () => (await operators.SettledSubscriptionsAsync())?.SequenceEqual(before!) == true, "all proxies are back with all they had");
        Assert.Equal(0, await SentAsync());

        Mesh.Configure("route.yaml", Yaml.Split("reviews", 1, "stranger", 0).Replace("name: split}]", "name: reviews}]", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => await SentAsync() > 0, "a change is sent");
    }

    // Discovery responses, of all types, since the control plane started.
    private Task<double> SentAsync() => Metrics.SumAsync(Mesh.System, IPEndPoint.Parse($"{Mesh.System.IPv4}:15114"), "mesh_controlplane_responses_total");
}
