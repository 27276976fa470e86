using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads HTTPRoutes.</summary>
internal static class HttpRouteDecoder
{
    private const int MostHostnames = 16;
    private const int MostRules = 16;
    private const int MostMatches = 64;
    private const int MostMatchesOfAllRules = 128;
    private const int MostFilters = 16;

    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        var route = new HttpRoute(metadata, origin);
        if (root.Required("spec")?.AsMapping() is not { } spec)
            return route;
        route = route with { Parents = [.. ReferenceDecoder.ReadParents(spec)] };
        if (spec.Context.IsFromCluster && route.Parents.IsEmpty && !spec.Context.HasErrors)
            return route;
        ReadHostnames(spec);
        route = route with { Rules = [.. ReadRules(spec)] };
        spec.Refuse("useDefaultGateways", "default gateways are not supported yet", "remove it");
        spec.Done();
        CheckRules(route, spec);
        return route;
    }

    private static void ReadHostnames(MappingReader spec)
    {
        var names = spec.List("hostnames", MostHostnames);
        foreach (var name in names)
            name.AsString(Names.CheckHostname);
        if (names is [var first, ..])
        {
            spec.Context.Warning(
                first.Line, "spec.hostnames",
                "host names have no effect on routes of a Service (GEP-1294)",
                "remove them");
        }
    }

    private static IEnumerable<HttpRouteRule> ReadRules(MappingReader spec) =>
        spec.RequiredList("rules", MostRules, new Fault("a route without rules does nothing", "add a rule with backendRefs"))
            .Select(ReadRule)
            .OfType<HttpRouteRule>();

    private static HttpRouteRule? ReadRule(FieldValue value)
    {
        if (value.AsMapping() is not { } fields)
            return null;
        var name = fields.Optional("name")?.AsString(Names.CheckSubdomain);
        var matches = fields.List("matches", MostMatches).Select(HttpMatchDecoder.Read).OfType<HttpRouteMatch>().ToImmutableArray();
        if (matches.IsEmpty)
            matches = [new HttpRouteMatch(PathMatch.Any)];
        var rule = new HttpRouteRule(name, matches, [.. ReferenceDecoder.ReadBackends(fields)]);
        foreach (var filter in fields.List("filters", MostFilters))
            RefuseFilter(filter);
        fields.Refuse("retry", "retry is not supported yet", "remove it");
        fields.Refuse("sessionPersistence", "sessionPersistence is not supported yet", "remove it");
        if (fields.Optional("timeouts")?.AsMapping() is { } timeouts)
            rule = ReadTimeouts(rule, timeouts);
        fields.Done();
        return rule;
    }

    private static void RefuseFilter(FieldValue value)
    {
        if (value.AsMapping() is { } fields && fields.Required("type") is { } type && type.AsString() is { } name)
            type.Fail($"the filter '{name}' is not supported yet", "remove it");
    }

    private static HttpRouteRule ReadTimeouts(HttpRouteRule rule, MappingReader fields)
    {
        var request = fields.Optional("request")?.AsDuration();
        var backend = fields.Optional("backendRequest");
        var backendRequest = backend?.AsDuration();
        if (request > TimeSpan.Zero && backendRequest > request)
            backend!.Value.Fail("one try may take longer than the whole request", "use at most timeouts.request");
        fields.Done();
        return rule with { RequestTimeout = request, BackendRequestTimeout = backendRequest };
    }

    private static void CheckRules(HttpRoute route, MappingReader spec)
    {
        if (route.Rules.Sum(rule => rule.Matches.Length) > MostMatchesOfAllRules)
        {
            spec.Context.Error(
                spec.Line, "spec.rules",
                $"the rules have more than {MostMatchesOfAllRules} matches together",
                "split the route");
        }

        var names = new HashSet<string>();
        foreach (var (index, rule) in route.Rules.Index())
        {
            if (rule.Name is not null && !names.Add(rule.Name))
            {
                spec.Context.Error(
                    route.Origin.LineOf($"spec.rules[{index}].name"), $"spec.rules[{index}].name",
                    $"another rule is called '{rule.Name}'",
                    "use different names");
            }
        }
    }
}
