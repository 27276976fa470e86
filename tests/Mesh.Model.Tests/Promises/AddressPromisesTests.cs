using Mesh.Conventions;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Model.Tests.Promises;

/// <summary>What the addresses of services and pods mean, and what is not the mesh's business.</summary>
public sealed class AddressPromisesTests
{
    private const string Slice = """[{"addresses": ["10.1.0.1"]}, {"addresses": ["10.1.0.2"]}]""";

    [Fact]
    public void The_cluster_address_is_the_services_and_no_automatic_one_is_given()
    {
        var cluster = new Cluster().Service("""{"clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "ports": [{"name": "http", "port": 80}]}""").Slice(Slice);

        Assert.Equal("catalog.shop:80", RouteOf(cluster.Listener("10.96.0.1:80")!));
        Assert.Null(cluster.Listener("10.96.0.1:81"));
        Assert.Equal(0, cluster.Compile().AddressBook.Count);
    }

    [Theory]
    [InlineData("http", null, "http")]
    [InlineData("web", "http", "http")]
    [InlineData("web", "kubernetes.io/h2c", "http")]
    [InlineData("web", "kubernetes.io/ws", "http")]
    [InlineData("http", "tcp", "tcp")]
    [InlineData("web", "example.org/special", "tcp")]
    [InlineData("web", null, "sniffed")]
    public void The_protocol_is_the_declared_one(string name, string? appProtocol, string expected)
    {
        var declared = appProtocol is null ? "" : $", \"appProtocol\": \"{appProtocol}\"";
        var cluster = new Cluster()
            .Service($$"""{"clusterIP": "10.96.0.1", "ports": [{"name": "{{name}}", "port": 80 {{declared}} }]}""")
            .Slice(Slice, $$"""[{"name": "{{name}}", "port": 8080}]""");

        var listener = cluster.Listener("10.96.0.1:80")!;

        var isHttp = listener.DefaultFilterChain.Filters[0].Name == ExtensionNames.HttpConnectionManager;
        Assert.Equal(expected, listener.FilterChains.Count > 0 ? "sniffed" : isHttp ? "http" : "tcp");
        var port = Assert.Single(cluster.Self("a1").Ports);
        Assert.Equal((8080u, expected), (port.Port_, port.Protocol switch { Protocol.Http => "http", Protocol.Tcp => "tcp", _ => "sniffed" }));
        Assert.Equal(["catalog.shop:80"], port.Services);
    }

    [Fact]
    public void Of_a_headless_service_each_pod_is_dialled_as_itself()
    {
        var cluster = new Cluster()
            .Service("""{"clusterIP": "None", "clusterIPs": ["None"], "selector": {"app": "x"}, "ports": [{"name": "http", "port": 80, "targetPort": 8080}]}""")
            .Slice(Slice);

        Assert.Equal("workload/shop/a1:8080", RouteOf(cluster.Listener("10.1.0.1:8080")!));
        Assert.Equal("workload/shop/a2:8080", RouteOf(cluster.Listener("10.1.0.2:8080")!));
        Assert.Equal(["catalog.shop:80"], Assert.Single(cluster.Self("a1").Ports).Services);
    }

    [Fact]
    public void A_pods_address_is_that_pod_also_on_ports_that_nobody_declared()
    {
        var cluster = new Cluster();

        Assert.NotNull(cluster.Listener("10.1.0.1:9999"));
        Assert.Null(cluster.Listener("10.1.0.1:15008"));
        Assert.Null(cluster.Listener("10.1.0.77:80"));
    }

    [Fact]
    public void A_pod_without_proxy_has_no_reserved_ports()
    {
        var cluster = new Cluster().With(Cluster.Pod("a1", "10.1.0.1", "a", "zone-a", hasProxy: false));

        Assert.NotNull(cluster.Listener("10.1.0.1:15014"));
    }

    [Fact]
    public void A_pod_without_address_is_known_already()
    {
        var cluster = new Cluster().With(Cluster.Pod("new", "", "a", "zone-a"));

        Assert.Empty(cluster.Self("new").Addresses);
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/catalog", cluster.Self("new").Identity);
    }

    [Fact]
    public void A_pods_name_and_address_are_not_for_others_to_take()
    {
        var cluster = new Cluster()
            .Add("meshctl.dev/v1alpha1", "WorkloadEntry", "a1", """{"metadata": {"name": "a1", "namespace": "shop"}, "spec": {"address": "192.0.2.1", "serviceAccount": "thief"} }""")
            .Add("meshctl.dev/v1alpha1", "WorkloadEntry", "x", """{"metadata": {"name": "x", "namespace": "aaa"}, "spec": {"address": "10.1.0.2", "serviceAccount": "thief"} }""")
            .Service("""{"clusterIP": "10.96.0.1", "ports": [{"name": "http", "port": 80}]}""")
            .Slice(Slice);

        Assert.Equal("spiffe://cluster.local/ns/shop/sa/catalog", cluster.Self("a1").Identity);
        Assert.All(cluster.Transports(), transport => Assert.EndsWith("spiffe://cluster.local/ns/shop/sa/catalog", transport, StringComparison.Ordinal));
    }

    [Fact]
    public void External_names_are_left_to_dns()
    {
        var cluster = new Cluster().Service("""{"type": "ExternalName", "externalName": "www.example.org"}""");

        Assert.Null(cluster.Compile().Resolve(ResourceTypes.Cluster, "catalog.shop:80", Cluster.View("client")));
        Assert.Empty(Config(cluster).DnsSuffixes);
    }

    [Fact]
    public void Names_are_left_to_the_cluster_and_whole_networks_are_the_meshs()
    {
        var cluster = new Cluster().Service("""{"clusterIP": "10.96.0.1", "ports": [{"name": "http", "port": 80}]}""");

        Assert.Equal(["10.1.0.0/16", "10.96.0.0/12"], Config(cluster, "10.96.0.0/12", "10.1.0.0/16").Cidrs);
        Assert.Equal(["10.1.0.1/32", "10.1.0.2/32", "10.1.0.9/32", "10.1.1.1/32", "10.96.0.1/32"], Config(cluster).Cidrs);
        Assert.Empty(Config(cluster).DnsSuffixes);
    }

    [Fact]
    public void Udp_ports_are_left_alone()
    {
        var cluster = new Cluster().Service("""{"clusterIP": "10.96.0.1", "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}]}""").Slice(Slice);

        Assert.Null(cluster.Listener("10.96.0.1:53"));
    }

    private static MeshConfig Config(Cluster cluster, params string[] networks) =>
        cluster.Compile(networks).Resolve(ResourceTypes.MeshConfig, ResourceTypes.MeshConfigName, Cluster.View("client"))!.Body.Unpack<MeshConfig>();

    private static string RouteOf(Envoy.Config.Listener.V3.Listener listener)
    {
        var chain = listener.FilterChains.Append(listener.DefaultFilterChain).First(chain => chain.Filters[0].Name == ExtensionNames.HttpConnectionManager);
        return chain.Filters[0].TypedConfig.Unpack<Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager>().Rds.RouteConfigName;
    }
}
