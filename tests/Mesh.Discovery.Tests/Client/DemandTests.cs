using System.Net;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;

namespace Mesh.Discovery.Tests.Client;

public sealed class DemandTests
{
    [Fact]
    public async Task The_least_recently_used_destination_is_forgotten()
    {
        await using var harness = new DiscoveryHarness(maxSubscriptions: 3);
        var server = Server(5);
        await harness.StartAsync(server);
        for (var i = 1; i <= 3; i++)
            await harness.KnownAsync($"240.240.0.{i}:80");
        var old = harness.Client.Current;
        await SweepAsync(harness, server, "sweep1.shop");
        // A request counts as a use, and so does a look-up in any snapshot.
        harness.Client.Request(IPEndPoint.Parse("240.240.0.1:80"));
        Assert.True(old.Find(IPEndPoint.Parse("240.240.0.3:80")).IsKnown);
        await harness.KnownAsync("240.240.0.4:80");
        await Eventually.True(() => Subscribed(server, 5).SequenceEqual([1, 3, 4]));
        Assert.Equal(3, harness.Client.Status.Destinations);
    }

    [Fact]
    public async Task What_does_not_exist_is_forgotten_first()
    {
        await using var harness = new DiscoveryHarness(maxSubscriptions: 3);
        var server = Server(3);
        await harness.StartAsync(server);
        await harness.KnownAsync("240.240.0.1:80");
        await harness.KnownAsync("240.240.0.2:80");
        harness.Client.Request(IPEndPoint.Parse("240.240.9.9:80"));
        await Eventually.True(() => harness.Find("240.240.9.9:80").IsAbsent);
        await harness.KnownAsync("240.240.0.3:80");
        Assert.Equal([1, 2, 3], Subscribed(server, 3));
        Assert.Equal(Snapshots.LookupState.Unknown, harness.Find("240.240.9.9:80").State);
    }

    [Fact]
    public async Task Nothing_is_forgotten_while_disconnected()
    {
        await using var harness = new DiscoveryHarness(maxSubscriptions: 2);
        var server = Server(4);
        var stream = await harness.StartAsync(server);
        await harness.KnownAsync("240.240.0.1:80");
        await harness.KnownAsync("240.240.0.2:80");
        harness.Transport.IsDown = true;
        stream.Break();
        await harness.PassTimeUntil(() => harness.Transport.Attempts > 1, TimeSpan.FromSeconds(1));
        for (var i = 3; i <= 200; i++)
            harness.Client.Request(new IPEndPoint(IPAddress.Parse($"240.240.0.{i}"), 80));
        await harness.PassTimeUntil(() => harness.Transport.Attempts > 3, TimeSpan.FromSeconds(1));
        Assert.True(harness.Find("240.240.0.1:80").IsKnown);
        Assert.True(harness.Find("240.240.0.2:80").IsKnown);
        Assert.Equal(4, harness.Client.Status.Destinations);
    }

    /// <summary>Lets the marks of use count: twice, because a turn may have read the clock before it moved.</summary>
    private static async Task SweepAsync(DiscoveryHarness harness, FakeControlPlane server, string marker)
    {
        for (var i = 0; i < 2; i++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(11));
            harness.Client.RequestName($"{i}.{marker}");
            await Eventually.True(() => server.IsSubscribed(ResourceTypes.DnsName, $"{i}.{marker}"));
        }
    }

    private static FakeControlPlane Server(int services)
    {
        var server = new FakeControlPlane().AddBasics();
        for (var i = 1; i <= services; i++)
            server.AddService($"240.240.0.{i}:80", $"s{i}.shop:80", $"10.0.0.{i}:8080");
        return server;
    }

    private static int[] Subscribed(FakeControlPlane server, int services) =>
        [.. Enumerable.Range(1, services).Where(i => server.IsSubscribed(ResourceTypes.Listener, $"240.240.0.{i}:80"))];
}
