using FsCheck;
using FsCheck.Fluent;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Snapshots;

namespace Mesh.Model.Tests.Xds;

public sealed class WeightTests
{
    private static readonly NamespacedName Catalog = new("shop", "catalog");

    [Fact]
    public void Each_backend_gets_its_share_and_zero_gets_nothing() =>
        Prop.ForAll(Gen.Elements(0, 0, 1, 2, 99, 1_000_000).ArrayOf().Where(weights => weights.Length <= 16).ToArbitrary(), weights =>
        {
            var route = RouteFor(weights);
            var positive = weights.Index().Where(weight => weight.Item > 0).ToArray();
            return positive.Length switch
            {
                0 => route.DirectResponse.Status == 500,
                1 => route.Route_.Cluster == $"catalog.shop:{positive[0].Index + 1}",
                _ => route.Route_.WeightedClusters.Clusters.Select(cluster => (cluster.Name, Weight: (int)cluster.Weight!.Value))
                    .SequenceEqual(positive.Select(weight => ($"catalog.shop:{weight.Index + 1}", weight.Item))),
            };
        }).QuickCheckThrowOnFailure();

    private static Envoy.Config.Route.V3.Route RouteFor(int[] weights)
    {
        var ports = Enumerable.Range(1, 16).Select(port => new ServicePort($"p{port}", port, PortReference.Of(port)));
        var backends = weights.Select((weight, index) => new BackendReference(Catalog, index + 1, weight));
        var resources = new ResourceSet
        {
            Services = [new Service(new ObjectMeta(Catalog), ResourceOrigin.None) { Ports = [.. ports] }],
            HttpRoutes =
            [
                new HttpRoute(new ObjectMeta(Catalog), ResourceOrigin.None)
                {
                    Parents = [new ParentReference(Catalog, 1, null)],
                    Rules = [new HttpRouteRule(null, [new HttpRouteMatch(PathMatch.Any)], [.. backends])],
                },
            ],
        };
        var resource = MeshCompiler.Compile(resources, new CompileOptions()).Resolve(ResourceTypes.Route, "catalog.shop:1", new ProxyView(Catalog, "shop"));
        return resource!.Body.Unpack<Envoy.Config.Route.V3.RouteConfiguration>().VirtualHosts[0].Routes[0];
    }
}
