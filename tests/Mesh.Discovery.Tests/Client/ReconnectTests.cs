using System.Net;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;

namespace Mesh.Discovery.Tests.Client;

public sealed class ReconnectTests
{
    private const string Address = "240.240.0.1:80";
    private const string Service = "catalog.shop:80";

    [Fact]
    public async Task The_last_configuration_stays_while_the_control_plane_is_away()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync(new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080"));
        var destination = await harness.KnownAsync(Address);
        harness.Transport.IsDown = true;
        stream.Break();
        await harness.PassTimeUntil(() => harness.Transport.Attempts > 5, TimeSpan.FromSeconds(1));
        Assert.Same(destination, harness.Find(Address).Value);
        Assert.NotNull(harness.Client.Current.Settings);
        Assert.True(harness.Client.IsReady);
        Assert.False(harness.Client.Status.IsConnected);
        Assert.Contains("broke the stream", harness.Client.Status.LastDisconnect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_subscribed_again_with_the_versions_in_hand_and_nothing_is_sent_again()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        var stream = await harness.StartAsync(server);
        var destination = await harness.KnownAsync(Address);
        stream.Break();
        var next = await NextStreamAsync(harness);
        server.Sent.Clear();
        server.Requests.Clear();
        _ = server.ServeAsync(next);
        harness.Client.RequestName("marker.shop");
        await Eventually.True(() => server.IsSubscribed(ResourceTypes.DnsName, "marker.shop"));

        Assert.Empty(server.Sent);
        Assert.NotNull(server.Requests[0].Node);
        Assert.Equal(
            [ResourceTypes.MeshConfig, ResourceTypes.Workload, ResourceTypes.Secret, ResourceTypes.Cluster, ResourceTypes.Endpoints, ResourceTypes.Route, ResourceTypes.Listener],
            server.Requests.Take(7).Select(request => request.TypeUrl));
        Assert.All(server.Requests.Take(7), request => Assert.Equal(request.ResourceNamesSubscribe, request.InitialResourceVersions.Keys));
        Assert.Same(destination, harness.Find(Address).Value);
    }

    [Fact]
    public async Task What_changed_meanwhile_arrives_and_what_vanished_becomes_absent()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080").AddService("240.240.0.2:80", "reviews.shop:80", "10.0.0.9:8080");
        var stream = await harness.StartAsync(server);
        await harness.KnownAsync(Address);
        await harness.KnownAsync("240.240.0.2:80");
        stream.Break();
        var next = await NextStreamAsync(harness);
        server.Set(ResourceTypes.Endpoints, Service, Samples.Endpoints(Service, "10.0.0.10:8080"));
        server.Remove(ResourceTypes.Listener, "240.240.0.2:80");
        _ = server.ServeAsync(next);
        await Eventually.True(() => harness.Find("240.240.0.2:80").IsAbsent);
        await Eventually.True(() => Destinations.Endpoints(harness.Find(Address).Value!).SequenceEqual(["10.0.0.10:8080"]));
    }

    [Fact]
    public async Task What_is_asked_for_while_disconnected_is_asked_after()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        var stream = await harness.StartAsync(server);
        await Eventually.True(() => harness.Client.IsReady);
        harness.Transport.IsDown = true;
        stream.Break();
        await harness.PassTimeUntil(() => harness.Transport.Attempts > 1, TimeSpan.FromSeconds(1));
        harness.Client.Request(IPEndPoint.Parse(Address));
        harness.Transport.IsDown = false;
        _ = server.ServeAsync(await NextStreamAsync(harness));
        await harness.KnownAsync(Address);
    }

    [Fact]
    public async Task Attempts_are_spread_out_up_to_five_seconds()
    {
        await using var harness = new DiscoveryHarness();
        harness.Transport.IsDown = true;
        harness.Credentials.Issue();
        harness.Client.Start();
        var start = harness.Time.GetTimestamp();
        await harness.PassTimeUntil(() => harness.Transport.Attempts >= 12, TimeSpan.FromMilliseconds(20));
        // 100 ms doubling to 5 s, at least half of it each: 11 waits are no less than about 15 s.
        Assert.True(harness.Time.GetElapsedTime(start) > TimeSpan.FromSeconds(14));
    }

    [Fact]
    public async Task A_stream_that_the_server_ends_is_opened_again()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        await stream.NextRequestAsync();
        stream.End();
        await NextStreamAsync(harness);
        Assert.True(stream.IsDisposed);
    }

    [Fact]
    public async Task A_message_that_is_no_response_ends_the_stream()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        await stream.NextRequestAsync();
        stream.Send([0xFF, 0xFF, 0xFF]);
        await NextStreamAsync(harness);
        Assert.Contains("not a DeltaDiscoveryResponse", harness.Client.Status.LastDisconnect, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_credentials_bring_a_new_stream_at_once()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics();
        await harness.StartAsync(server);
        await Eventually.True(() => harness.Client.IsReady);
        harness.Credentials.Issue();
        // No time passes: this is no failure and needs no wait.
        _ = server.ServeAsync(await harness.Transport.NextStreamAsync());
        harness.Client.RequestName("marker.shop");
        await Eventually.True(() => harness.Client.Current.FindName("marker.shop").IsAbsent);
        await Eventually.True(() => harness.Client.Status is { IsConnected: true, Connections: 2 });
    }

    [Fact]
    public async Task An_observer_that_throws_does_not_end_discovery()
    {
        await using var harness = new DiscoveryHarness();
        var thrown = false;
        harness.Client.SnapshotChanged += _ =>
        {
            if (thrown)
                return;
            thrown = true;
            throw new InvalidOperationException("observer");
        };
        var server = new FakeControlPlane().AddBasics();
        await harness.StartAsync(server);
        await Eventually.True(() => thrown);
        _ = server.ServeAsync(await NextStreamAsync(harness));
        await Eventually.True(() => harness.Client.IsReady);
        Assert.True(harness.Logger.Contains("observer"));
    }

    private static async Task<FakeStream> NextStreamAsync(DiscoveryHarness harness)
    {
        var next = harness.Transport.NextStreamAsync();
        await harness.PassTimeUntil(() => next.IsCompleted, TimeSpan.FromMilliseconds(500));
        return await next;
    }
}
