using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Mesh.Api.Problems;
using Mesh.Conventions;
using Mesh.Model.Snapshots;
using Mesh.Protos.Extensions.V1;
using Mesh.TestKit;

namespace Mesh.ControlPlane.Tests.Sources.Kubernetes;

public sealed class KubernetesSourceTests
{
    private const string ToCatalog = """{"name": "all", "backendRefs": [{"name": "catalog", "port": 80}]}""";
    private const string ToBoth = """{"name": "split", "backendRefs": [{"name": "catalog", "port": 80, "weight": 9}, {"name": "next", "port": 80}]}""";

    [Fact]
    public async Task A_cluster_is_served_as_it_is()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.RouteAsync("r", ToCatalog);
        await cluster.ApplyAsync("""{"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": {"name": "kubernetes"}, "spec": {"cidrs": ["10.96.0.0/16"]} }""");
        await cluster.ApplyAsync("""{"apiVersion": "meshctl.dev/v1alpha1", "kind": "PeerAuthentication", "metadata": {"name": "strict", "namespace": "shop"}, "spec": {"mtls": {"mode": "STRICT"} } }""");
        await cluster.StartAsync();
        var mesh = cluster.Mesh!;

        Assert.NotNull(ClusterFixture.Resolve<Listener>(mesh, ResourceTypes.Listener, "10.96.7.1:80"));
        Assert.Equal(["10.1.0.1"], ClusterFixture.Endpoints(mesh, "catalog.shop:80"));
        Assert.Equal("shop/r/all", RouteName(mesh));
        var self = ClusterFixture.Resolve<Workload>(mesh, ResourceTypes.Workload, "self")!;
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/catalog", self.Identity);
        Assert.Equal((8080u, Protocol.Http, MtlsMode.Strict), (self.Ports[0].Port_, self.Ports[0].Protocol, self.Ports[0].MtlsMode));
        Assert.Equal(["10.1.0.0/24", "10.96.0.0/16"], ClusterFixture.Resolve<MeshConfig>(mesh, ResourceTypes.MeshConfig, "mesh")!.Cidrs);
        Assert.Empty(cluster.Source.Status.Problems);
    }

    [Fact]
    public async Task Changes_arrive()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.StartAsync();

        await cluster.PodAsync("catalog-2", "10.1.0.2");
        await cluster.SliceAsync("catalog", "10.1.0.1", "10.1.0.2");
        await cluster.UntilAsync(mesh => ClusterFixture.Endpoints(mesh, "catalog.shop:80").Length == 2, "a second endpoint");

        await cluster.ServiceAsync("next", "10.96.7.2");
        await cluster.UntilAsync(mesh => ClusterFixture.Resolve<Listener>(mesh, ResourceTypes.Listener, "10.96.7.2:80") is not null, "a new service");

        cluster.Server.Delete("v1", "Service", "shop", "next");
        await cluster.UntilAsync(mesh => ClusterFixture.Resolve<Listener>(mesh, ResourceTypes.Listener, "10.96.7.2:80") is null, "a deleted service");
    }

    [Fact]
    public async Task A_burst_arrives_whole()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.StartAsync();

        for (var i = 0; i < 100; i++)
            await cluster.ServiceAsync($"s{i}", $"10.96.8.{i + 1}");
        await cluster.UntilAsync(
            mesh => ClusterFixture.Resolve<Listener>(mesh, ResourceTypes.Listener, "10.96.8.100:80") is not null, "the last service");

        Assert.Equal(101, cluster.Source.Status.Resources - 2);
    }

    [Fact]
    public async Task An_object_that_is_not_good_keeps_its_last_good_version_and_leaves_others_alone()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.RouteAsync("r", ToCatalog);
        await cluster.StartAsync();

        await cluster.RouteAsync("r", """{"filters": [{"type": "RequestMirror"}]}""");
        await cluster.RouteAsync("never-good", """{"filters": [{"type": "RequestMirror"}]}""");
        await cluster.ServiceAsync("next", "10.96.7.2");
        await cluster.UntilAsync(
            mesh => ClusterFixture.Resolve<Listener>(mesh, ResourceTypes.Listener, "10.96.7.2:80") is not null && cluster.Source.Status.Problems.Length == 2, "the rest");

        Assert.Equal("shop/r/all", RouteName(cluster.Mesh!));
        Assert.Equal(["HTTPRoute shop/never-good", "HTTPRoute shop/r"], cluster.Source.Status.Problems.Select(problem => problem.Resource));
        Assert.All(cluster.Source.Status.Problems, problem => Assert.Equal(ProblemSeverity.Error, problem.Severity));

        cluster.Server.Delete("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "r");
        await cluster.UntilAsync(mesh => RouteName(mesh) == "default", "the route's end");
    }

    [Fact]
    public async Task A_route_to_a_service_that_comes_later_works_then()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.RouteAsync("r", ToBoth);
        await cluster.StartAsync();
        var problem = Assert.Single(cluster.Source.Status.Problems);
        Assert.Equal(("spec.rules[0].backendRefs[1].name", "there is no Service shop/next"), (problem.Field, problem.Message));
        Assert.Equal("shop/r/split", RouteName(cluster.Mesh!));

        await cluster.ServiceAsync("next", "10.96.7.2");
        await cluster.UntilAsync(_ => cluster.Source.Status.Problems.IsEmpty, "no problems");
    }

    [Fact]
    public async Task Definitions_may_come_late_and_go()
    {
        await using var cluster = await ClusterFixture.CreateAsync(hasDefinitions: false);
        await cluster.StartAsync();
        Assert.Equal("default", RouteName(cluster.Mesh!));

        await cluster.DefineAsync();
        await cluster.RouteAsync("r", ToCatalog);
        await cluster.UntilAsync(mesh => RouteName(mesh) == "shop/r/all", "the route");

        cluster.Server.Delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", null, "httproutes.gateway.networking.k8s.io");
        cluster.Server.DropWatches();
        await cluster.UntilAsync(mesh => RouteName(mesh) == "default", "the route's end");
    }

    [Fact]
    public async Task What_is_known_stays_in_use_while_the_server_is_away()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.StartAsync();

        cluster.Server.Fault = _ => 503;
        cluster.Server.DropWatches();
        await Eventually.TrueAsync(() => cluster.Server.WatchesOf("services") == 0, "no watch");
        await cluster.ServiceAsync("next", "10.96.7.2");
        cluster.Server.Compact();
        await Eventually.TrueAsync(() => !cluster.Source.IsConnected, "a lost connection");
        Assert.Equal(["10.1.0.1"], ClusterFixture.Endpoints(cluster.Mesh!, "catalog.shop:80"));
        cluster.Server.Fault = null;

        await cluster.UntilAsync(mesh => ClusterFixture.Resolve<Listener>(mesh, ResourceTypes.Listener, "10.96.7.2:80") is not null, "the new service");
        await Eventually.TrueAsync(() => cluster.Source.IsConnected, "a connection");
    }

    [Fact]
    public async Task A_pod_that_ended_is_no_workload()
    {
        await using var cluster = await ClusterFixture.CreateAsync();
        await cluster.StartAsync();
        Assert.True(cluster.Mesh!.Workloads.ContainsKey(new("shop", "catalog-1")));

        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "catalog-1", "namespace": "shop"}, "spec": {"containers": []}, "status": {"phase": "Succeeded"} }""");

        await cluster.UntilAsync(mesh => !mesh.Workloads.ContainsKey(new("shop", "catalog-1")), "its end");
    }

    private static string RouteName(MeshSnapshot mesh) =>
        ClusterFixture.Resolve<RouteConfiguration>(mesh, ResourceTypes.Route, "catalog.shop:80")!.VirtualHosts[0].Routes[0].Name;
}
