using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Serving;

public sealed class SlowClientTests
{
    [Fact]
    public async Task AClientThatDoesNotReadIsDisconnectedAndOthersAreServed()
    {
        await using var server = await TestControlPlane.StartAsync();
        var shop = Manifests.Workload("slow", "10.0.0.1") + "---\n" + Manifests.Workload("quick", "10.0.0.2");
        server.Configure(shop);
        using var slow = server.Connect("slow");
        // Each unknown name is answered with itself: more than fits into any window.
        await slow.SubscribeAsync("cluster", [.. Enumerable.Range(0, 9000).Select(index => $"{index}-{new string('x', 300)}")]);
        await Eventually.TrueAsync(() => server.Proxies.Count == 1, "the slow client is connected");

        using var quick = server.Connect("quick");
        await quick.SubscribeAsync("workload", "self");
        await quick.TakeAsync();
        for (var round = 3; round < 20; round++)
            server.Configure(shop, Manifests.Workload("more", $"10.0.0.{round}"));
        await quick.SubscribeAsync("mesh-config", "mesh");
        await quick.TakeAsync();

        await Eventually.TrueAsync(
            () =>
            {
                server.Time.Advance(TimeSpan.FromSeconds(1));
                return server.Proxies.Count == 1;
            },
            "the slow client is disconnected");
        Assert.Equal("quick", server.Proxies.Streams.Single().Proxy.Workload.Name);
        Assert.Contains("mesh_controlplane_slow_streams_total 1", await server.ScrapeAsync(), StringComparison.Ordinal);
    }
}
