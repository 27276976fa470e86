using Envoy.Extensions.TransportSockets.Tls.V3;
using Grpc.Core;
using Mesh.ControlPlane.Discovery.Subscriptions;
using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.Identity;
using Mesh.Identity.Trust;
using Mesh.TestKit;
using Mesh.TestKit.Certificates;

namespace Mesh.ControlPlane.Tests.Serving;

public sealed class StreamTests : IAsyncLifetime
{
    private static readonly string Web = Manifests.Workload("web-1", "10.0.0.1", "web");
    private static readonly string Shop = Manifests.Services("catalog") + "---\n" + Manifests.Workload("catalog-1", "10.0.0.2");
    private static readonly string LargerShop = Shop + "---\n" + Manifests.Workload("catalog-2", "10.0.0.3");

    private TestControlPlane _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestControlPlane.StartAsync();
        _server.Configure(Web, Shop);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AProxyFollowsTheReferences()
    {
        using var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("cluster", "catalog.shop:80");
        Assert.Equal("catalog.shop:80", (await proxy.TakeAsync()).Resources.Single().Name);
        await proxy.SubscribeAsync("endpoints", "catalog.shop:80");
        Assert.Equal("catalog.shop:80", (await proxy.TakeAsync()).Resources.Single().Name);
        await proxy.SubscribeAsync("route", "catalog.shop:80", "none.shop:80");
        var routes = await proxy.TakeAsync();

        Assert.Equal(("catalog.shop:80", "none.shop:80"), (routes.Resources.Single().Name, routes.RemovedResources.Single()));
    }

    [Fact]
    public async Task AChangeIsPushedAndItsAcknowledgementIsTracked()
    {
        using var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("endpoints", "catalog.shop:80");
        var first = await proxy.TakeAsync();
        _server.Configure(Web, LargerShop);
        var second = await proxy.ReceiveAsync();

        Assert.NotEqual(first.Resources.Single().Version, second.Resources.Single().Version);
        Assert.Equal(SyncState.Stale, StateOf("web-1"));
        await proxy.AcknowledgeAsync(second);
        await Eventually.TrueAsync(() => StateOf("web-1") == SyncState.Synced, "the acknowledgement is noted");
        Assert.Contains("mesh_controlplane_push_latency_seconds_count 1", await _server.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalIsKeptUntilSomethingBetterIsTaken()
    {
        using var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("endpoints", "catalog.shop:80");
        await proxy.AcknowledgeAsync(await proxy.ReceiveAsync(), "no good");
        await Eventually.TrueAsync(() => StateOf("web-1") == SyncState.Refused, "the refusal is noted");
        Assert.Equal("no good", _server.Proxies.Streams.Single().Status.Single().Refusal);
        Assert.Contains("mesh_controlplane_refusals_total{type=\"ClusterLoadAssignment\"} 1", await _server.ScrapeAsync(), StringComparison.Ordinal);

        _server.Configure(Web, LargerShop);
        await proxy.TakeAsync();
        await Eventually.TrueAsync(() => StateOf("web-1") == SyncState.Synced, "the refusal is cleared");
    }

    [Fact]
    public async Task AReconnectionIsSentOnlyWhatChanged()
    {
        using var before = _server.Connect("web-1");
        await before.SubscribeAsync("endpoints", "catalog.shop:80");
        var endpoints = await before.TakeAsync();
        await before.SubscribeAsync("cluster", "catalog.shop:80");
        var clusters = await before.TakeAsync();

        // Another process with the same configuration: versions depend on content alone.
        await using var restarted = await TestControlPlane.StartAsync();
        restarted.Configure(Web, LargerShop);
        using var after = restarted.Connect("web-1");
        await after.ResumeAsync(clusters);
        await after.ResumeAsync(endpoints);
        Assert.Equal(endpoints.TypeUrl, (await after.TakeAsync()).TypeUrl);

        using var again = restarted.Connect("web-1");
        await again.ResumeAsync(clusters);
        await again.SubscribeAsync("workload", "self");
        Assert.Equal("self", (await again.TakeAsync()).Resources.Single().Name);
    }

    [Fact]
    public async Task TheBundleIsASecretAndItsChangeIsPushed()
    {
        using var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("secret", "bundle", "tls-key");
        var first = await proxy.TakeAsync();
        Assert.Equal("tls-key", first.RemovedResources.Single());
        Assert.Equal(_server.Bundle.Version, BundleOf(first.Resources.Single()).Version);

        using var next = new TestAuthority("cluster.local");
        var both = TrustBundle.Create(TrustDomain.Parse("cluster.local"), [_server.Authority.Root.RawData, next.Root.RawData]);
        _server.State.Publish(both);
        Assert.Equal(both.Version, BundleOf((await proxy.TakeAsync()).Resources.Single()).Version);
    }

    [Fact]
    public async Task ANewerStreamTakesOver()
    {
        using var older = _server.Connect("web-1");
        await older.SubscribeAsync("workload", "self");
        await older.TakeAsync();
        using var newer = _server.Connect("web-1");
        await newer.SubscribeAsync("workload", "self");
        await newer.TakeAsync();

        Assert.Equal(StatusCode.Aborted, (await older.EndAsync()).StatusCode);
        Assert.Equal(1, _server.Proxies.Count);
        await newer.SubscribeAsync("cluster", "catalog.shop:80");
        await newer.TakeAsync();
    }

    [Fact]
    public async Task TwoProcessesOfAWorkloadAreServedBesideEachOtherAndAThirdEndsTheOldest()
    {
        using var first = _server.Connect("web-1");
        using var second = _server.Connect("web-1");
        (first.Process, second.Process) = ("1", "2");
        await first.SubscribeAsync("workload", "self");
        await first.TakeAsync();
        await second.SubscribeAsync("workload", "self");
        await second.TakeAsync();
        await first.SubscribeAsync("cluster", "catalog.shop:80");
        await first.TakeAsync();
        Assert.Equal(2, _server.Proxies.Count);

        using var third = _server.Connect("web-1");
        third.Process = "3";
        await third.SubscribeAsync("workload", "self");
        await third.TakeAsync();
        Assert.Equal(StatusCode.Aborted, (await first.EndAsync()).StatusCode);
        Assert.Equal(["2", "3"], _server.Proxies.Streams.Select(s => s.Proxy.Process));
    }

    [Fact]
    public async Task ARequestThatIsNotServedEndsTheStreamWithAReason()
    {
        using var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("cluster", "*");

        var status = await proxy.EndAsync();
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains("wildcard", status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClientThatEndsItsStreamIsForgotten()
    {
        using var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("workload", "self");
        await proxy.TakeAsync();
        await proxy.Call.RequestStream.CompleteAsync();

        Assert.Equal(StatusCode.OK, (await proxy.EndAsync()).StatusCode);
        await Eventually.TrueAsync(() => _server.Proxies.Count == 0, "the stream is forgotten");
    }

    [Fact]
    public async Task AnAbortedConnectionIsForgotten()
    {
        var proxy = _server.Connect("web-1");
        await proxy.SubscribeAsync("workload", "self");
        await proxy.TakeAsync();
        proxy.Dispose();

        await Eventually.TrueAsync(() => _server.Proxies.Count == 0, "the stream is forgotten");
    }

    private static TrustBundle BundleOf(Envoy.Service.Discovery.V3.Resource resource) => TrustBundle.FromPem(
        TrustDomain.Parse("cluster.local"), resource.Resource_.Unpack<Secret>().ValidationContext.TrustedCa.InlineBytes.ToStringUtf8());

    private SyncState StateOf(string workload) =>
        _server.Proxies.Streams.Single(stream => stream.Proxy.Workload.Name == workload).Status.Single().Sync;
}
