using System.Net;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Snapshots;

namespace Mesh.Model.Tests.Compilation;

/// <summary>Validation refuses these in files; other sources may still hold them, and the compiler must give a sane answer.</summary>
public sealed class ContradictionTests
{
    private static readonly NamespacedName Catalog = new("shop", "catalog");
    private static readonly ProxyView View = new(new("shop", "front"), "shop");

    [Fact]
    public void A_route_without_any_known_backend_answers_500_and_a_missing_one_keeps_its_share()
    {
        var route = new HttpRoute(new ObjectMeta(new("shop", "r")), ResourceOrigin.None)
        {
            Parents = [new ParentReference(Catalog, null, null)],
            Rules =
            [
                new HttpRouteRule(null, [new HttpRouteMatch(PathMatch.Any)], [new BackendReference(new("shop", "gone"), 80, 1)]),
                new HttpRouteRule(null, [new HttpRouteMatch(PathMatch.Any)], [new BackendReference(new("shop", "gone"), 80, 3), new BackendReference(Catalog, 80, 1)]),
            ],
        };
        var routes = Routes(new ResourceSet { Services = [Service(80)], HttpRoutes = [route] });
        Assert.Equal(500u, routes[0].DirectResponse.Status);
        Assert.Equal(["gone.shop:80 3", "catalog.shop:80 1"], routes[1].Route_.WeightedClusters.Clusters.Select(cluster => $"{cluster.Name} {cluster.Weight}"));
    }

    [Fact]
    public void Dangling_references_and_equal_names_do_not_throw()
    {
        var resources = new ResourceSet
        {
            Services = [Service(80), Service(80), Service(80) with { Ports = [new ServicePort(null, 80, PortReference.Of("nothing")), new ServicePort(null, 80, PortReference.Of(1))] }],
            Workloads = [Workload("a"), Workload("a"), Workload("b")],
            TcpRoutes = [new TcpRoute(new ObjectMeta(new("shop", "t")), ResourceOrigin.None) { Parents = [new ParentReference(Catalog, null, null)] }],
            EndpointSlices = [new EndpointSlice(new ObjectMeta(new("shop", "e")), ResourceOrigin.None) { Service = new NamespacedName("shop", "gone") }],
        };
        var snapshot = MeshCompiler.Compile(resources, new CompileOptions());
        Assert.NotNull(snapshot.Resolve(ResourceTypes.Listener, "240.240.49.106:80", View));
        Assert.NotNull(snapshot.Resolve(ResourceTypes.Workload, "self", new ProxyView(new("shop", "a"), "shop")));
    }

    private static Google.Protobuf.Collections.RepeatedField<Envoy.Config.Route.V3.Route> Routes(ResourceSet resources)
    {
        var resource = MeshCompiler.Compile(resources, new CompileOptions()).Resolve(ResourceTypes.Route, "catalog.shop:80", View);
        return resource!.Body.Unpack<Envoy.Config.Route.V3.RouteConfiguration>().VirtualHosts[0].Routes;
    }

    private static Service Service(int port) => new(new ObjectMeta(Catalog), ResourceOrigin.None)
    {
        Ports = [new ServicePort(null, port, PortReference.Of(port))],
    };

    private static WorkloadEntry Workload(string name) => new(new ObjectMeta(new("shop", name)), ResourceOrigin.None, IPAddress.Parse("10.0.0.7"))
    {
        Outbounds = [new ExplicitOutbound(new("shop", "gone"), 80, new IPEndPoint(IPAddress.Loopback, 9000))],
    };
}
