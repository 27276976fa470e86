namespace Mesh.Model.Tests.Promises;

/// <summary>Which endpoints get a service's traffic: what Kubernetes promises, a row each.</summary>
public sealed class EndpointPromisesTests
{
    private const string Plain = """{"clusterIP": "10.96.0.1", "selector": {"app": "x"}, "ports": [{"name": "http", "port": 80, "targetPort": "web"}]}""";
    private const string NotReady = """{"clusterIP": "10.96.0.1", "publishNotReadyAddresses": true, "ports": [{"name": "http", "port": 80}]}""";
    private const string Local = """{"clusterIP": "10.96.0.1", "internalTrafficPolicy": "Local", "ports": [{"name": "http", "port": 80}]}""";

    [Theory]
    [InlineData("ready", Plain, "a1:ready a2:ready", "a1,a2")]
    [InlineData("not ready takes nothing", Plain, "a1:ready a2:unready", "a1")]
    [InlineData("nothing ready at all", Plain, "a1:unready a2:unready", "")]
    [InlineData("terminating takes nothing new", Plain, "a1:ready a2:draining", "a1")]
    [InlineData("terminating is better than nothing", Plain, "a1:unready a2:draining", "a2")]
    [InlineData("terminating and no longer serving", Plain, "a1:gone", "")]
    [InlineData("publishNotReadyAddresses", NotReady, "a1:unready a2:ready b1:draining", "a1,a2,b1")]
    [InlineData("internalTrafficPolicy Local", Local, "a1:ready a2:ready b1:ready", "a1,a2")]
    [InlineData("internalTrafficPolicy Local without a local endpoint", Local, "b1:ready", "")]
    [InlineData("internalTrafficPolicy Local, only draining ones here", Local, "a1:draining b1:ready", "a1")]
    public void Readiness_and_place(string why, string service, string endpoints, string expected)
    {
        var cluster = new Cluster().Service(service).Slice(SliceText.Of(endpoints));

        Assert.True(SliceText.Addresses(expected) == cluster.Endpoints(), $"{why}: {cluster.Endpoints()}");
    }

    [Theory]
    [InlineData("own zone", "a1:ready:zone-a b1:ready:zone-b", "client", "a1")]
    [InlineData("other zone", "a1:ready:zone-a b1:ready:zone-b", "b1", "b1")]
    [InlineData("one without a hint", "a1:ready:zone-a b1:ready", "client", "a1,b1")]
    [InlineData("no hint for the zone", "b1:ready:zone-b", "client", "b1")]
    [InlineData("unready ones do not count", "a1:ready:zone-a a2:unready b1:ready:zone-b", "client", "a1")]
    [InlineData("own node", "a1:ready:zone-a:a b1:ready:zone-b:b", "client", "a1")]
    [InlineData("no hint for the node, so the zone", "a1:ready:zone-a:c b1:ready:zone-b:b", "client", "a1")]
    [InlineData("only draining ones left", "a1:draining:zone-a b1:draining:zone-b", "client", "a1,b1")]
    public void Traffic_distribution_follows_the_hints(string why, string endpoints, string client, string expected)
    {
        var service = Plain.Replace("\"ports\"", "\"trafficDistribution\": \"PreferClose\", \"ports\"", StringComparison.Ordinal);
        var cluster = new Cluster().Service(service).Slice(SliceText.Of(endpoints));

        Assert.True(SliceText.Addresses(expected) == cluster.Endpoints(client), $"{why}: {cluster.Endpoints(client)}");
    }

    [Fact]
    public void A_client_with_affinity_stays_with_its_endpoint_while_that_is_there()
    {
        var service = Plain.Replace("\"ports\"", "\"sessionAffinity\": \"ClientIP\", \"sessionAffinityConfig\": {\"clientIP\": {\"timeoutSeconds\": 10800}}, \"ports\"", StringComparison.Ordinal);
        var clients = Enumerable.Range(0, 60).Select(i => $"client-{i}").ToArray();
        var before = Choose("a1:ready a2:ready b1:ready");
        var after = Choose("a1:ready a2:ready");

        Assert.Equal(3, before.Values.Distinct().Count());
        Assert.All(before.Values, endpoint => Assert.DoesNotContain(',', endpoint));
        Assert.All(clients.Where(client => !before[client].StartsWith("10.1.1.1", StringComparison.Ordinal)), client => Assert.Equal(before[client], after[client]));

        Dictionary<string, string> Choose(string endpoints)
        {
            var cluster = new Cluster().Service(service).Slice(SliceText.Of(endpoints));
            foreach (var (index, client) in clients.Index())
                cluster.With(Cluster.Pod(client, $"10.2.0.{index + 1}", "a", "zone-a"));
            return clients.ToDictionary(client => client, client => cluster.Endpoints(client));
        }
    }

    [Fact]
    public void Named_target_ports_are_those_of_the_slice_and_may_differ_between_pods()
    {
        var cluster = new Cluster()
            .Service("""{"clusterIP": "10.96.0.1", "selector": {"app": "x"}, "ports": [{"name": "http", "port": 80, "targetPort": "web"}, {"name": "admin", "port": 81, "targetPort": "admin"}]}""")
            .Slice(SliceText.Of("a1:ready"), """[{"name": "http", "port": 8080}, {"name": "admin", "port": 9000}]""")
            .Slice(SliceText.Of("b1:ready"), """[{"name": "http", "port": 8081}, {"name": "other", "port": 1}]""", name: "catalog-2");

        Assert.Equal("10.1.0.1:8080,10.1.1.1:8081", cluster.Endpoints());
        Assert.Equal("10.1.0.1:9000", cluster.Endpoints(port: 81));
    }

    [Fact]
    public void A_pod_without_proxy_and_an_address_outside_are_reached_in_plaintext()
    {
        var cluster = new Cluster()
            .Service("""{"clusterIP": "10.96.0.1", "ports": [{"name": "http", "port": 80}]}""")
            .Slice("""[{"addresses": ["10.1.0.1"]}, {"addresses": ["10.1.0.2"]}, {"addresses": ["192.0.2.7"]}]""")
            .With(Cluster.Pod("a2", "10.1.0.2", "a", "zone-a", hasProxy: false));

        Assert.Equal(
            ["10.1.0.1:8080 Tunnel spiffe://cluster.local/ns/shop/sa/catalog", "10.1.0.2:8080 Plaintext", "192.0.2.7:8080 Plaintext"],
            cluster.Transports());
    }

    [Theory]
    [InlineData("10.96.0.1", "fd00::96", "10.1.0.1:8080")]
    [InlineData("fd00::96", "10.96.0.1", "[fd00:1::1]:8080")]
    public void With_two_families_a_pod_is_one_endpoint(string first, string second, string expected)
    {
        var cluster = new Cluster()
            .With(Cluster.Pod("a1", "10.1.0.1,fd00:1::1", "a", "zone-a"))
            .Service($$"""{"clusterIP": "{{first}}", "clusterIPs": ["{{first}}", "{{second}}"], "ipFamilies": ["IPv4", "IPv6"], "ports": [{"name": "http", "port": 80}]}""")
            .Slice("""[{"addresses": ["10.1.0.1"]}]""")
            .Slice("""[{"addresses": ["fd00:1::1"]}]""", family: "IPv6", name: "catalog-2");

        Assert.Equal(expected, cluster.Endpoints());
        Assert.NotNull(cluster.Listener("10.96.0.1:80"));
        Assert.NotNull(cluster.Listener("[fd00::96]:80"));
        Assert.Equal(["10.1.0.1", "fd00:1::1"], cluster.Self("a1").Addresses);
    }

    [Fact]
    public void A_family_without_ready_endpoint_gives_way_to_the_other()
    {
        var cluster = new Cluster()
            .With(Cluster.Pod("a1", "10.1.0.1,fd00:1::1", "a", "zone-a"))
            .Service(Plain)
            .Slice("""[{"addresses": ["10.1.0.1"], "conditions": {"ready": false, "serving": true, "terminating": true}}]""")
            .Slice("""[{"addresses": ["fd00:1::1"]}]""", family: "IPv6", name: "catalog-2");

        Assert.Equal("[fd00:1::1]:8080", cluster.Endpoints());
    }
}
