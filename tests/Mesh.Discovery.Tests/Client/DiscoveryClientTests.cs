using System.Net;
using Mesh.Conventions;
using Mesh.Discovery.Snapshots;
using Mesh.Discovery.Tests.Fakes;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Routing;

namespace Mesh.Discovery.Tests.Client;

public sealed class DiscoveryClientTests
{
    [Fact]
    public async Task Nothing_is_opened_before_there_is_a_certificate()
    {
        await using var harness = new DiscoveryHarness();
        harness.Client.Start();
        Assert.False(harness.Client.IsReady);
        Assert.Equal(0, harness.Transport.Attempts);
        harness.Credentials.Issue();
        await harness.Transport.NextStreamAsync();
    }

    [Fact]
    public async Task Becomes_ready_once_with_certificate_settings_and_workload()
    {
        await using var harness = new DiscoveryHarness();
        var became = 0;
        harness.Client.BecameReady += () => became++;
        await harness.StartAsync(new FakeControlPlane().AddBasics());
        await Eventually.True(() => harness.Client.IsReady);
        Assert.Equal(1, became);

        var snapshot = harness.Client.Current;
        Assert.True(snapshot.Settings!.IsInsideMesh(IPAddress.Parse("10.9.9.9")));
        Assert.Equal(OutboundPolicy.AllowAny, snapshot.Settings.OutboundPolicy);
        Assert.Equal(InboundVerdict.RefusePlaintext, snapshot.Inbound!.DecidePlaintext(8080));
        await Eventually.True(() => harness.Credentials.Offered.Count == 1);
        Assert.Equal(TestAuthority.Shared.Root.ToArray(), Assert.Single(harness.Credentials.Offered[0]).ToArray());
    }

    [Fact]
    public async Task Only_the_first_request_introduces_the_node()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        var first = await stream.NextRequestAsync();
        Assert.Equal("shop/web", first.Node.Id);
        Assert.Equal("test", first.Node.UserAgentVersion);
        Assert.Equal(ResourceTypes.MeshConfig, first.TypeUrl);
        Assert.Null((await stream.NextRequestAsync()).Node);
    }

    [Fact]
    public async Task A_destination_is_followed_to_its_endpoints()
    {
        await using var harness = new DiscoveryHarness();
        await harness.StartAsync(new FakeControlPlane().AddBasics().AddService("240.240.0.1:80", "catalog.shop:80", "10.0.0.8:8080", "10.0.0.9:8080"));
        var destination = await harness.KnownAsync("240.240.0.1:80");

        Assert.Equal(DestinationProtocol.Http, destination.Protocol);
        var route = Assert.Single(Assert.Single(destination.Http!.VirtualHosts).Routes);
        var cluster = Assert.Single(Assert.IsType<ForwardAction>(route.Action).Split.Clusters).Cluster;
        Assert.Equal("catalog.shop:80", cluster.Name);
        Assert.Equal(["10.0.0.8:8080", "10.0.0.9:8080"], cluster.Endpoints.Select(endpoint => endpoint.Address.ToString()));
        Assert.Equal("catalog-1.shop", cluster.Endpoints[0].Workload);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/catalog", Assert.Single(cluster.Endpoints[0].AcceptedIdentities).ToString());
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_absent_until_it_does()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics();
        await harness.StartAsync(server);
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        harness.Client.Request(IPEndPoint.Parse("240.240.0.1:80"));
        Assert.Equal(LookupState.Unknown, harness.Find("240.240.0.1:80").State);
        await Eventually.True(() => harness.Find("240.240.0.1:80").IsAbsent);
        Assert.NotEqual(0, harness.Find("240.240.0.1:80").AnsweredAt);

        server.AddService("240.240.0.1:80", "catalog.shop:80", "10.0.0.8:8080");
        await Eventually.True(() => harness.Find("240.240.0.1:80").IsKnown);
        server.Remove(ResourceTypes.Listener, "240.240.0.1:80");
        await Eventually.True(() => harness.Find("240.240.0.1:80").IsAbsent);
        await Eventually.True(() => !server.IsSubscribed(ResourceTypes.Cluster, "catalog.shop:80"));
    }

    [Fact]
    public async Task Names_are_answered_the_same_three_ways()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics();
        server.Set(ResourceTypes.DnsName, "catalog.shop", new Mesh.Protos.Extensions.V1.DnsName { Addresses = { "240.240.0.1", "2001:2::1" } });
        await harness.StartAsync(server);
        harness.Client.RequestName("catalog.shop");
        harness.Client.RequestName("nothing.shop");
        harness.Client.RequestName("Not A Name");
        await Eventually.True(() => harness.Client.Current.FindName("catalog.shop").IsKnown && harness.Client.Current.FindName("nothing.shop").IsAbsent);
        Assert.Equal([IPAddress.Parse("240.240.0.1"), IPAddress.Parse("2001:2::1")], harness.Client.Current.FindName("catalog.shop").Value!.Addresses);
        Assert.False(server.IsSubscribed(ResourceTypes.DnsName, "Not A Name"));
    }

    [Fact]
    public async Task A_repeated_request_sends_nothing()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService("240.240.0.1:80", "catalog.shop:80", "10.0.0.8:8080");
        await harness.StartAsync(server);
        await harness.KnownAsync("240.240.0.1:80");
        for (var i = 0; i < 100; i++)
            harness.Client.Request(IPEndPoint.Parse(i % 2 == 0 ? "240.240.0.1:80" : "[::ffff:240.240.0.1]:80"));
        harness.Client.RequestName("marker.shop");
        await Eventually.True(() => server.IsSubscribed(ResourceTypes.DnsName, "marker.shop"));
        Assert.Single(server.Requests, request => request.TypeUrl == ResourceTypes.Listener && request.ResourceNamesSubscribe.Count > 0);
    }

    [Fact]
    public async Task Snapshots_are_published_only_when_something_changed()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService("240.240.0.1:80", "catalog.shop:80", "10.0.0.8:8080");
        await harness.StartAsync(server);
        var destination = await harness.KnownAsync("240.240.0.1:80");
        var number = harness.Client.Current.Number;

        server.Set(ResourceTypes.Endpoints, "catalog.shop:80", Samples.Endpoints("catalog.shop:80", "10.0.0.8:8080"));
        harness.Client.RequestName("marker.shop");
        await Eventually.True(() => harness.Client.Current.FindName("marker.shop").IsAbsent);
        Assert.Same(destination, harness.Find("240.240.0.1:80").Value);
        Assert.Equal(number + 1, harness.Client.Current.Number);
    }

    [Fact]
    public async Task The_state_of_an_endpoint_survives_changes_of_its_cluster()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService("240.240.0.1:80", "catalog.shop:80", "10.0.0.8:8080", "10.0.0.9:8080");
        await harness.StartAsync(server);
        var before = Cluster(await harness.KnownAsync("240.240.0.1:80"));

        server.Set(ResourceTypes.Endpoints, "catalog.shop:80", Samples.Endpoints("catalog.shop:80", "10.0.0.10:8080", "10.0.0.9:8080"));
        await Eventually.True(() => Cluster(harness.Find("240.240.0.1:80").Value!).Endpoints[0].Address.Address.Equals(IPAddress.Parse("10.0.0.10")));
        var after = Cluster(harness.Find("240.240.0.1:80").Value!);
        Assert.Same(before.State, after.State);
        Assert.Same(before.Endpoints[1].State, after.Endpoints[1].State);
        Assert.DoesNotContain(after.Endpoints[0].State, before.Endpoints.Select(endpoint => endpoint.State));
    }

    private static Mesh.Traffic.Balancing.ClusterModel Cluster(OutboundDestination destination) =>
        ((ForwardAction)destination.Http!.VirtualHosts[0].Routes[0].Action).Split.Clusters[0].Cluster;
}
