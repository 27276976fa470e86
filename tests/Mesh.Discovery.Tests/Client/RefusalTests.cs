using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Mesh.Conventions;
using Mesh.Discovery.Tests.Fakes;

namespace Mesh.Discovery.Tests.Client;

public sealed class RefusalTests
{
    private const string Address = "240.240.0.1:80";
    private const string Service = "catalog.shop:80";

    [Fact]
    public async Task A_bad_version_is_refused_by_name_and_field_and_the_last_good_one_stays()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        await harness.StartAsync(server);
        var destination = await harness.KnownAsync(Address);

        var bad = Samples.Cluster(Service);
        bad.LoadBalancingPolicy = null;
        bad.LbPolicy = Cluster.Types.LbPolicy.Maglev;
        server.Set(ResourceTypes.Cluster, Service, bad);
        await Eventually.True(() => server.Refusals.Count == 1);
        Assert.StartsWith("Cluster \"catalog.shop:80\": lb_policy: Maglev is not implemented", server.Refusals[0], StringComparison.Ordinal);
        Assert.Same(destination, harness.Find(Address).Value);
        await Eventually.True(() => harness.Client.Status.Refused == 1);
        Assert.Contains("lb_policy", harness.Client.Status.LastRefusal, StringComparison.Ordinal);

        server.Set(ResourceTypes.Cluster, Service, Samples.Cluster(Service));
        await Eventually.True(() => harness.Client.Status.LastRefusal.Length == 0);
    }

    [Fact]
    public async Task The_good_part_of_a_bad_response_counts()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        var settings = Samples.MeshConfig();
        stream.Send(ResourceTypes.MeshConfig, ("mesh", "1", settings), ("other", "1", settings));
        Assert.Null((await stream.NextReplyAsync()).ErrorDetail);
        stream.Send(ResourceTypes.Secret, ("bundle", "1", Samples.MeshConfig()));
        var refusal = await stream.NextReplyAsync();
        Assert.Equal(3, refusal.ErrorDetail.Code);
        Assert.Contains("Secret \"bundle\": resource.type_url", refusal.ErrorDetail.Message, StringComparison.Ordinal);
        await Eventually.True(() => harness.Client.Current.Settings is not null);
    }

    [Fact]
    public async Task A_refused_version_is_not_claimed_after_a_reconnect()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        await stream.NextRequestAsync();
        stream.Send(ResourceTypes.MeshConfig, ("mesh", "good", Samples.MeshConfig()));
        Assert.Null((await stream.NextReplyAsync()).ErrorDetail);
        var bad = Samples.MeshConfig();
        bad.Cidrs.Add("not a network");
        stream.Send(ResourceTypes.MeshConfig, ("mesh", "bad", bad));
        Assert.Contains("cidrs: \"not a network\"", (await stream.NextReplyAsync()).ErrorDetail.Message, StringComparison.Ordinal);
        stream.Break();
        var next = harness.Transport.NextStreamAsync();
        await harness.PassTimeUntil(() => next.IsCompleted, TimeSpan.FromMilliseconds(500));
        var request = await (await next).NextSubscriptionAsync(ResourceTypes.MeshConfig);
        Assert.Equal("good", request.InitialResourceVersions["mesh"]);
    }

    [Fact]
    public async Task Each_response_is_acknowledged_by_its_own_nonce()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        var first = stream.Send(ResourceTypes.MeshConfig, ("mesh", "1", Samples.MeshConfig()));
        var second = stream.Send(ResourceTypes.Workload, ("self", "1", Samples.Workload()));
        var replies = new[] { await stream.NextReplyAsync(), await stream.NextReplyAsync() };
        Assert.Equal([(ResourceTypes.MeshConfig, first), (ResourceTypes.Workload, second)], replies.Select(reply => (reply.TypeUrl, reply.ResponseNonce)));
        Assert.All(replies, reply => Assert.Empty(reply.ResourceNamesSubscribe));
        Assert.All(replies, reply => Assert.Null(reply.Node));
    }

    [Fact]
    public async Task A_type_that_is_not_known_is_refused()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        stream.Send("type.googleapis.com/envoy.service.runtime.v3.Runtime", ("x", "1", new Locality()));
        Assert.Contains("Runtime\" is not implemented", (await stream.NextReplyAsync()).ErrorDetail.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_asked_for_is_acknowledged_and_forgotten()
    {
        await using var harness = new DiscoveryHarness();
        var stream = await harness.StartAsync();
        stream.Send(ResourceTypes.Cluster, ["never.shop:80"], ("unasked.shop:80", "1", Samples.Cluster("unasked.shop:80")), ("broken.shop:80", "1", Samples.MeshConfig()));
        Assert.Null((await stream.NextReplyAsync()).ErrorDetail);
    }

    [Fact]
    public async Task A_field_without_effect_is_reported_and_taken()
    {
        await using var harness = new DiscoveryHarness();
        var server = new FakeControlPlane().AddBasics().AddService(Address, Service, "10.0.0.8:8080");
        var cluster = Samples.Cluster(Service);
        cluster.CircuitBreakers = new CircuitBreakers();
        server.Set(ResourceTypes.Cluster, Service, cluster);
        await harness.StartAsync(server);
        await harness.KnownAsync(Address);
        Assert.Empty(server.Refusals);
        Assert.True(harness.Logger.Contains("Cluster \"catalog.shop:80\": circuit_breakers: ignored"));
    }
}
