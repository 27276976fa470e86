using System.Net;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Traffic.Outbound;

namespace Mesh.Discovery.Tests.Client;

/// <summary>A destination is never seen in parts, and never gets worse while a new version is on its way.</summary>
public sealed class WarmingTests
{
    private const string Address = "240.240.0.1:80";
    private const string Service = "catalog.shop:80";

    [Fact]
    public async Task A_destination_appears_when_all_it_refers_to_is_there()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        harness.Client.Request(IPEndPoint.Parse(Address));
        await SubscribeAsync(stream, ResourceTypes.Listener, Address);
        stream.Send(ResourceTypes.Listener, (Address, "1", Samples.HttpListener(Address, Service)));
        await SubscribeAsync(stream, ResourceTypes.Route, Service);
        stream.Send(ResourceTypes.Route, (Service, "1", Samples.Route(Service, Service, "reviews.shop:80")));
        await SubscribeAsync(stream, ResourceTypes.Cluster, Service, "reviews.shop:80");
        stream.Send(ResourceTypes.Cluster, (Service, "1", Samples.Cluster(Service)), ("reviews.shop:80", "1", Samples.Cluster("reviews.shop:80")));
        await SubscribeAsync(stream, ResourceTypes.Endpoints, Service, "reviews.shop:80");
        stream.Send(ResourceTypes.Endpoints, (Service, "1", Samples.Endpoints(Service, "10.0.0.8:8080")));
        await AcknowledgedAsync(stream, ResourceTypes.Endpoints);
        await SettleAsync(harness, stream);
        Assert.False(harness.Find(Address).IsKnown);

        stream.Send(ResourceTypes.Endpoints, ("reviews.shop:80", "1", Samples.Endpoints("reviews.shop:80")));
        await Eventually.True(() => harness.Find(Address).IsKnown);
        Assert.Equal([Service, "reviews.shop:80"], Destinations.Names(harness.Find(Address).Value!));
    }

    [Fact]
    public async Task A_route_to_a_new_cluster_waits_for_it_and_the_old_one_stays_current()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        var stream = await harness.StartAsync(server);
        await harness.KnownAsync(Address);

        // The new cluster is there, its endpoints are not yet known to the server either.
        server.Set(ResourceTypes.Cluster, "v2.shop:80", Samples.Cluster("v2.shop:80"));
        var hold = new HeldType(ResourceTypes.Endpoints, "v2.shop:80");
        server.Hold = hold;
        server.Set(ResourceTypes.Route, Service, Samples.Route(Service, Service, "v2.shop:80"));
        await Eventually.True(() => server.IsSubscribed(ResourceTypes.Endpoints, "v2.shop:80"));
        Assert.Equal([Service], Destinations.Names(harness.Find(Address).Value!));

        server.Set(ResourceTypes.Endpoints, Service, Samples.Endpoints(Service, "10.0.0.9:8080"));
        await Eventually.True(() => Destinations.Endpoints(harness.Find(Address).Value!).SequenceEqual(["10.0.0.9:8080"]));
        Assert.Equal([Service], Destinations.Names(harness.Find(Address).Value!));

        server.Hold = null;
        server.Set(ResourceTypes.Endpoints, "v2.shop:80", Samples.Endpoints("v2.shop:80", "10.0.0.20:8080"));
        await Eventually.True(() => Destinations.Names(harness.Find(Address).Value!).SequenceEqual([Service, "v2.shop:80"]));
        Assert.Equal(["10.0.0.9:8080", "10.0.0.20:8080"], Destinations.Endpoints(harness.Find(Address).Value!));
        Assert.False(stream.IsDisposed);
    }

    [Fact]
    public async Task A_destination_by_server_name_has_a_route_for_each()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080").AddService("240.240.0.2:80", "reviews.shop:80", "10.0.0.9:8080");
        server.Set(ResourceTypes.Listener, Address, Samples.TlsListener(Address, ("a.example.com", Service), ("*.example.com", "reviews.shop:80")));
        await harness.StartAsync(server);
        var destination = await harness.KnownAsync(Address);
        Assert.Equal(DestinationProtocol.Tls, destination.Protocol);
        Assert.Equal(Service, destination.ServerNames!.Find("a.example.com"u8)!.Split.Clusters[0].Cluster.Name);
        Assert.Equal("10.0.0.9:8080", destination.ServerNames.Find("b.example.com"u8)!.Split.Clusters[0].Cluster.Endpoints[0].Address.ToString());
    }

    [Fact]
    public async Task A_cluster_that_does_not_exist_does_not_hold_the_route_back()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        server.Set(ResourceTypes.Route, Service, Samples.Route(Service, Service, "gone.shop:80"));
        await harness.StartAsync(server);
        var clusters = Destinations.Clusters(await harness.KnownAsync(Address));
        Assert.True(clusters[0].Exists);
        Assert.False(clusters[1].Exists);
        Assert.Empty(clusters[1].Endpoints);
    }

    [Fact]
    public async Task A_route_configuration_that_does_not_exist_has_no_routes()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics();
        server.Set(ResourceTypes.Listener, Address, Samples.HttpListener(Address, Service));
        await harness.StartAsync(server);
        Assert.Empty((await harness.KnownAsync(Address)).Http!.VirtualHosts);
    }

    [Fact]
    public async Task What_is_no_longer_referred_to_is_unsubscribed_after_it_is_replaced()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080").AddService("240.240.0.2:80", "reviews.shop:80", "10.0.0.9:8080");
        await harness.StartAsync(server);
        await harness.KnownAsync(Address);
        server.Set(ResourceTypes.Listener, Address, Samples.TcpListener(Address, "reviews.shop:80"));
        await Eventually.True(() => !server.IsSubscribed(ResourceTypes.Endpoints, Service));
        Assert.False(server.IsSubscribed(ResourceTypes.Cluster, Service));
        Assert.False(server.IsSubscribed(ResourceTypes.Route, Service));
        var destination = harness.Find(Address).Value!;
        Assert.Equal(DestinationProtocol.Tcp, destination.Protocol);
        Assert.Equal(["10.0.0.9:8080"], Destinations.Endpoints(destination));
    }

    [Fact]
    public async Task An_undeclared_protocol_has_both_routes()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        server.Set(ResourceTypes.Listener, Address, Samples.AutoListener(Address, Service, Service));
        await harness.StartAsync(server);
        var destination = await harness.KnownAsync(Address);
        Assert.Equal(DestinationProtocol.Auto, destination.Protocol);
        Assert.Same(Destinations.Clusters(destination)[0], destination.Tcp!.Split.Clusters[0].Cluster);
    }

    [Fact]
    public async Task Removed_endpoints_leave_a_cluster_without_any()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        await harness.StartAsync(server);
        await harness.KnownAsync(Address);
        server.Remove(ResourceTypes.Endpoints, Service);
        await Eventually.True(() => Destinations.Endpoints(harness.Find(Address).Value!).Count == 0);
        Assert.True(Destinations.Clusters(harness.Find(Address).Value!)[0].Exists);
    }

    [Fact]
    public async Task A_removed_description_of_mesh_or_workload_leaves_the_last_one()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics();
        await harness.StartAsync(server);
        await Eventually.True(() => harness.Client.IsReady);
        server.Remove(ResourceTypes.Workload, ResourceTypes.SelfName);
        server.Remove(ResourceTypes.MeshConfig, ResourceTypes.MeshConfigName);
        harness.Client.RequestName("marker.shop");
        await Eventually.True(() => harness.Client.Current.FindName("marker.shop").IsAbsent);
        Assert.NotNull(harness.Client.Current.Settings);
        Assert.NotNull(harness.Client.Current.Inbound);
    }

    [Fact]
    public async Task Silence_counts_as_absence_after_fifteen_seconds_of_connection()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        harness.Client.Request(IPEndPoint.Parse(Address));
        await SubscribeAsync(stream, ResourceTypes.Listener, Address);
        harness.Time.Advance(TimeSpan.FromSeconds(14));
        await SettleAsync(harness, stream);
        Assert.False(harness.Find(Address).IsAbsent);
        await harness.PassTimeUntil(() => harness.Find(Address).IsAbsent, TimeSpan.FromSeconds(1));
        stream.Send(ResourceTypes.Listener, (Address, "1", Samples.TcpListener(Address, Service)));
        await SubscribeAsync(stream, ResourceTypes.Cluster, Service);
    }

    private static async Task SubscribeAsync(FakeStream stream, string type, params string[] names) =>
        Assert.Equal(names.Order(), (await stream.NextSubscriptionAsync(type)).ResourceNamesSubscribe.Order());

    private static async Task AcknowledgedAsync(FakeStream stream, string type)
    {
        while (true)
        {
            var reply = await stream.NextReplyAsync();
            Assert.Null(reply.ErrorDetail);
            if (reply.TypeUrl == type)
                return;
        }
    }

    /// <summary>Completes when the loop has done all that came before.</summary>
    private static async Task SettleAsync(DiscoveryHarness harness, FakeStream stream)
    {
        harness.Client.RequestName("settle.shop");
        await SubscribeAsync(stream, ResourceTypes.DnsName, "settle.shop");
    }
}
