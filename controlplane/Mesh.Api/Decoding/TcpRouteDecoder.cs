using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads TCPRoutes.</summary>
internal static class TcpRouteDecoder
{
    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        var route = new TcpRoute(metadata, origin);
        if (root.Required("spec")?.AsMapping() is not { } spec)
            return route;
        route = route with { Parents = [.. ReferenceDecoder.ReadParents(spec)] };
        if (spec.Context.IsFromCluster && route.Parents.IsEmpty && !spec.Context.HasErrors)
            return route;
        var rules = spec.Required("rules")?.AsList(int.MaxValue) ?? [];
        if (rules.Count != 1)
        {
            spec.Context.Error(
                spec.Line, "spec.rules",
                $"the route has {rules.Count} rules",
                "write exactly one, connections have nothing to choose by");
        }
        else if (rules[0].AsMapping() is { } rule)
            route = route with { Backends = [.. ReadRule(rule)] };
        spec.Refuse("useDefaultGateways", "default gateways are not supported yet", "remove it");
        spec.Done();
        return route;
    }

    private static IReadOnlyList<BackendReference> ReadRule(MappingReader rule)
    {
        rule.Optional("name")?.AsString(Names.CheckSubdomain);
        var backends = ReferenceDecoder.ReadBackends(rule);
        if (!rule.Context.HasErrors && backends.Sum(backend => (long)backend.Weight) == 0)
        {
            rule.Context.Error(
                rule.Line, rule.Path + ".backendRefs",
                "no backend has a weight above 0",
                "name a Service with a weight of at least 1");
        }

        rule.Done();
        return backends;
    }
}
