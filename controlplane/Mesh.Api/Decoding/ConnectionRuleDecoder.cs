using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads the only rule of a route for connections, TCPRoute or TLSRoute.</summary>
internal static class ConnectionRuleDecoder
{
    public static IReadOnlyList<BackendReference> Read(MappingReader spec)
    {
        var rules = spec.Required("rules")?.AsList(int.MaxValue) ?? [];
        if (rules.Count == 1)
            return rules[0].AsMapping() is { } rule ? ReadRule(rule) : [];
        spec.Context.Error(
            spec.Line, "spec.rules",
            $"the route has {rules.Count} rules",
            "write exactly one, connections have nothing to choose by");
        return [];
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
