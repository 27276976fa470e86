using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Api.Resources;
using Mesh.Model.Compiled;
using Mesh.Model.Routing;

namespace Mesh.Model.Xds;

/// <summary>Where a backend's requests go. A request that no route matches is answered with 404 by the proxy.</summary>
internal static class RouteGenerator
{
    private const uint InternalServerError = 500;

    public static RouteConfiguration Generate(BackendModel backend, MeshModel mesh)
    {
        var host = new VirtualHost { Name = backend.Name, Domains = { "*" } };
        if (backend.Routes.IsDefault)
            host.Routes.Add(DefaultRoute(backend));
        else
            host.Routes.AddRange(backend.Routes.Select(entry => ToRoute(entry, mesh)));
        return new RouteConfiguration { Name = backend.Name, VirtualHosts = { host } };
    }

    private static Route DefaultRoute(BackendModel backend) => new()
    {
        Name = "default",
        Match = new RouteMatch { Prefix = "/" },
        Route_ = new RouteAction { Cluster = backend.Name, Timeout = NoTimeout() },
    };

    private static Route ToRoute(RouteEntry entry, MeshModel mesh)
    {
        var route = new Route { Name = entry.Name, Match = RouteMatchGenerator.Generate(entry.Match) };
        var weighted = entry.Rule.Backends.Where(backend => backend.Weight > 0).ToArray();
        var names = weighted.Select(backend => BackendModel.NameOf(backend.Service, backend.Port)).ToArray();
        // A name that no cluster has stays in a split, so that its share of the requests fails and not all or none of them.
        if (!names.Any(mesh.Backends.ContainsKey))
            route.DirectResponse = new DirectResponseAction { Status = InternalServerError };
        else
            route.Route_ = ToAction(entry.Rule, names, weighted);
        return route;
    }

    private static RouteAction ToAction(HttpRouteRule rule, string[] names, BackendReference[] backends)
    {
        var action = new RouteAction { Timeout = rule.RequestTimeout?.ToDuration() ?? NoTimeout() };
        if (rule.BackendRequestTimeout is { } oneTry && oneTry > TimeSpan.Zero)
            action.RetryPolicy = new RetryPolicy { PerTryTimeout = oneTry.ToDuration() };
        if (names.Length == 1)
            action.Cluster = names[0];
        else
            action.WeightedClusters = Weigh(names, backends);
        return action;
    }

    private static WeightedCluster Weigh(string[] names, BackendReference[] backends)
    {
        var split = new WeightedCluster();
        split.Clusters.AddRange(names.Zip(backends, (name, backend) => new WeightedCluster.Types.ClusterWeight
        {
            Name = name,
            Weight = (uint)backend.Weight,
        }));
        return split;
    }

    // Absence would mean Envoy's default of 15 s.
    private static Duration NoTimeout() => new();
}
