using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Balancing;

namespace Mesh.Traffic.Tests.Balancing;

public sealed class EndpointPickerTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void No_endpoints_no_pick()
    {
        var picker = new EndpointPicker(new Random(1));
        Assert.Null(picker.Pick(ClusterBuilder.Equal(0), default, 0));
        Assert.Null(picker.PickPreferringOthers(ClusterBuilder.Equal(0), default, 0));
    }

    [Theory]
    [InlineData(BalancerKind.PeakEwma)]
    [InlineData(BalancerKind.LeastRequest)]
    [InlineData(BalancerKind.RoundRobin)]
    [InlineData(BalancerKind.Random)]
    public void Equal_endpoints_get_equal_shares(BalancerKind kind)
    {
        var counts = new EndpointPicker(new Random(7)).Count(ClusterBuilder.Equal(8, kind), 80_000);
        Assert.All(counts, count => Assert.InRange(count, 9_000, 11_000));
    }

    [Theory]
    [InlineData(BalancerKind.PeakEwma)]
    [InlineData(BalancerKind.LeastRequest)]
    [InlineData(BalancerKind.RoundRobin)]
    [InlineData(BalancerKind.Random)]
    public void Weights_are_shares_of_equally_good_endpoints(BalancerKind kind)
    {
        var counts = new EndpointPicker(new Random(7)).Count(ClusterBuilder.Of(kind, 1, 3, 6), 100_000);
        Assert.InRange(counts[0], 9_000, 11_000);
        Assert.InRange(counts[1], 28_500, 31_500);
        Assert.InRange(counts[2], 58_000, 62_000);
    }

    [Fact]
    public void Round_robin_takes_turns() =>
        Assert.Equal([100, 100, 100], new EndpointPicker(new Random(1)).Count(ClusterBuilder.Equal(3, BalancerKind.RoundRobin), 300));

    [Fact]
    public void A_slow_endpoint_of_two_gets_next_to_nothing()
    {
        var cluster = ClusterBuilder.Equal(2);
        Sample(cluster.Endpoints[0], milliseconds: 100);
        Sample(cluster.Endpoints[1], milliseconds: 31);
        Assert.Equal([0, 1000], new EndpointPicker(new Random(3)).Count(cluster, 1000));
    }

    [Fact]
    public void The_slowest_of_many_is_picked_only_against_itself()
    {
        var cluster = ClusterBuilder.Equal(10);
        Sample(cluster.Endpoints[4], milliseconds: 500);
        Assert.Equal(0, new EndpointPicker(new Random(3)).Count(cluster, 10_000)[4]);
    }

    [Theory]
    [InlineData(BalancerKind.PeakEwma)]
    [InlineData(BalancerKind.LeastRequest)]
    public void A_busy_endpoint_is_avoided(BalancerKind kind)
    {
        var cluster = ClusterBuilder.Equal(2, kind);
        cluster.Endpoints[0].State.Begin();
        Assert.Equal([0, 500], new EndpointPicker(new Random(3)).Count(cluster, 500));
        cluster.Endpoints[0].State.Abandon();
        Assert.All(new EndpointPicker(new Random(3)).Count(cluster, 500), count => Assert.NotEqual(0, count));
    }

    [Fact]
    public void Load_follows_capacity()
    {
        // Both serve one request in 10 ms, but the second only one at a time: in-flight counts must push work to the first.
        var cluster = ClusterBuilder.Equal(2, BalancerKind.LeastRequest);
        var picker = new EndpointPicker(new Random(5));
        for (var i = 0; i < 40; i++)
            picker.Pick(cluster, default, 0)!.State.Begin();
        Assert.Equal([20, 20], cluster.Endpoints.Select(endpoint => endpoint.State.InFlight));
    }

    [Fact]
    public void What_failed_is_never_picked_and_everything_else_can_be() =>
        Prop.ForAll(
            Gen.Choose(1, 12).ToArbitrary(),
            Gen.Choose(0, 12).ToArbitrary(),
            ArbMap.Default.ArbFor<int>(),
            (endpoints, excluded, seed) =>
            {
                var random = new Random(seed);
                var kind = (BalancerKind)random.Next(4);
                var cluster = ClusterBuilder.Of(kind, [.. Enumerable.Range(0, endpoints).Select(_ => random.Next(1, 5))]);
                var failed = new FailedEndpoints();
                foreach (var endpoint in cluster.Endpoints.Take(Math.Min(excluded, FailedEndpoints.Capacity)))
                    failed.Add(endpoint);
                var counts = new EndpointPicker(random).Count(cluster, 1000, failed: failed);
                var left = endpoints - Math.Min(excluded, FailedEndpoints.Capacity);
                return cluster.Endpoints.Zip(counts).All(pair => failed.Contains(pair.First) ? pair.Second == 0 : pair.Second > 0)
                    && counts.Sum() == (left > 0 ? 1000 : 0);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_retry_takes_a_failed_endpoint_only_when_no_other_is_left()
    {
        var cluster = ClusterBuilder.Equal(2);
        var picker = new EndpointPicker(new Random(1));
        var failed = new FailedEndpoints();
        failed.Add(cluster.Endpoints[0]);
        Assert.Same(cluster.Endpoints[1], picker.PickPreferringOthers(cluster, in failed, 0));
        failed.Add(cluster.Endpoints[1]);
        Assert.Null(picker.Pick(cluster, in failed, 0));
        Assert.NotNull(picker.PickPreferringOthers(cluster, in failed, 0));
    }

    [Fact]
    public void A_dead_endpoint_is_avoided_at_once_and_probed_once_later()
    {
        var cluster = ClusterBuilder.Equal(3);
        var picker = new EndpointPicker(new Random(9));
        cluster.Endpoints[1].State.ConnectFailed(0);

        Assert.Equal(0, picker.Count(cluster, 1000, now: Second / 5)[1]);
        Assert.Equal(1, picker.Count(cluster, 1000, now: Second / 2)[1]);
        cluster.Endpoints[1].State.ConnectFailed(Second / 2);
        Assert.Equal(0, picker.Count(cluster, 1000, now: Second * 9 / 10)[1]);
        Assert.Equal(1, picker.Count(cluster, 1000, now: Second * 2)[1]);
        cluster.Endpoints[1].State.ConnectSucceeded();
        Assert.NotEqual(0, picker.Count(cluster, 1000, now: Second * 2)[1]);
    }

    [Fact]
    public void When_every_endpoint_is_dead_one_is_tried_all_the_same()
    {
        var cluster = ClusterBuilder.Equal(2);
        foreach (var endpoint in cluster.Endpoints)
            endpoint.State.ConnectFailed(0);
        Assert.Equal(100, new EndpointPicker(new Random(1)).Count(cluster, 100, now: 1).Sum());
    }

    private static void Sample(EndpointModel endpoint, int milliseconds)
    {
        endpoint.State.Begin();
        endpoint.State.Complete(milliseconds * 1_000_000L, 0);
    }
}
