using System.Net;
using Mesh.Identity;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Inbound;
using Mesh.Traffic.Matching;
using Mesh.Traffic.Outbound;
using Mesh.Traffic.Retries;
using Mesh.Traffic.Routing;
using Mesh.Traffic.Tests.Balancing;
using Mesh.Traffic.Tests.Requests;
using Mesh.Traffic.Timeouts;

namespace Mesh.Traffic.Tests;

public sealed class AllocationTests
{
    private readonly Random _random = new(1);
    private readonly EndpointPicker _picker = new(new Random(2));
    private readonly WeightedPicker _weighted = new(new Random(3));

    [Fact]
    public void A_request_is_decided_without_allocating()
    {
        var table = Table();
        var request = TestRequest.Get("/items/42?version=2", ("x-version", "2"), ("grpc-timeout", "1S"));
        AssertNoAllocation(() =>
        {
            var route = table.Find(request)!;
            _ = route.Timeouts.For(request, out _);
            var cluster = _weighted.Pick(((ForwardAction)route.Action).Split);
            var failed = new FailedEndpoints();
            var endpoint = _picker.Pick(cluster, in failed, 0)!;
            endpoint.State.Begin();
            endpoint.State.Complete(1000, 0);
            failed.Add(endpoint);
            _ = _picker.PickPreferringOthers(cluster, in failed, 0);
            _ = RetryDecision.Decide(route.Retries, request.Method, new AttemptOutcome(AttemptEnd.Reset), 1, true, _random);
        });
    }

    [Fact]
    public void Dead_endpoints_cost_no_allocation()
    {
        var cluster = ClusterBuilder.Of(BalancerKind.PeakEwma, 1, 2, 3);
        cluster.Endpoints[0].State.ConnectFailed(0);
        cluster.Endpoints[1].State.ConnectFailed(0);
        AssertNoAllocation(() => _picker.Pick(cluster, default, 1));
    }

    [Fact]
    public void A_connection_is_decided_without_allocating()
    {
        var inbound = new InboundPolicy([IPAddress.Parse("10.0.0.7")], [new InboundPort { Port = 80 }], MtlsMode.Permissive);
        Assert.True(CidrSet.TryParse(["10.0.0.0/8", "2001:2::/48"], out var cidrs, out _));
        var settings = new MeshSettings { TrustDomain = TrustDomain.Parse("cluster.local"), Cidrs = cidrs, DnsSuffixes = ["shop"] };
        var target = new IPEndPoint(IPAddress.Parse("10.0.0.7"), 80);
        AssertNoAllocation(() =>
        {
            _ = inbound.DecidePlaintext(80);
            _ = inbound.DecideTunnel(target, TunnelStreamKind.Connect);
            _ = settings.Decide(target.Address, false);
            _ = settings.IsMeshName("catalog.shop");
        });
    }

    private static RouteTable Table()
    {
        Assert.True(BoundedRegex.TryCreate("/items/[0-9]+", out var path, out _));
        var split = new ClusterSplit([
            new WeightedCluster(ClusterBuilder.Equal(3), 9), new WeightedCluster(ClusterBuilder.Of(BalancerKind.PeakEwma, 1, 2), 1)]);
        var route = new RouteModel
        {
            Match = new RequestMatch
            {
                Path = new PathMatch(path!),
                Headers = [HeaderMatch.OfValue("x-version", new TextMatch(TextMatchKind.Exact, "2")), HeaderMatch.OfPresence("x-none", false)],
                Query = [new QueryMatch("version", new TextMatch(TextMatchKind.Prefix, "2"))],
            },
            Action = new ForwardAction(split),
            Timeouts = new TimeoutPolicy { Request = TimeSpan.FromSeconds(1) },
            Retries = new RetryPolicy { Conditions = RetryConditions.Reset },
        };
        return new RouteTable("catalog.shop:80", [
            new VirtualHostModel("a", ["*.shop"], [route]), new VirtualHostModel("b", ["other.*"], []), new VirtualHostModel("c", ["x"], [])]);
    }

    private static void AssertNoAllocation(Action decision)
    {
        // Warm up: the automaton of an expression is built with its first uses.
        for (var i = 0; i < 100; i++)
            decision();
        // What a decision allocates it allocates in every round; what the runtime does meanwhile, compiling anew or collecting, is in some.
        var least = long.MaxValue;
        for (var round = 0; round < 10 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                decision();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
