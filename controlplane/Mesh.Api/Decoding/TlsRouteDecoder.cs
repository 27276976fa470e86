using System.Collections.Immutable;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Api.Syntax;

namespace Mesh.Api.Decoding;

/// <summary>Reads TLSRoutes.</summary>
internal static class TlsRouteDecoder
{
    private const int MostHostnames = 1024;

    private static readonly Fault NoHostname = new("a route without host names takes no connection", "name the servers that clients ask for");

    public static MeshResource Decode(ObjectMeta metadata, ResourceOrigin origin, MappingReader root)
    {
        var route = new TlsRoute(metadata, origin);
        if (root.Required("spec")?.AsMapping() is not { } spec)
            return route;
        route = route with { Parents = [.. ReferenceDecoder.ReadParents(spec)] };
        if (spec.Context.IsFromCluster && route.Parents.IsEmpty && !spec.Context.HasErrors)
            return route;
        route = route with { Hostnames = ReadHostnames(spec), Backends = [.. ConnectionRuleDecoder.Read(spec)] };
        spec.Refuse("useDefaultGateways", "default gateways are not supported yet", "remove it");
        spec.Done();
        return route;
    }

    private static ImmutableArray<string> ReadHostnames(MappingReader spec)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var value in spec.RequiredList("hostnames", MostHostnames, NoHostname))
        {
            if (value.AsString(Names.CheckHostname) is not { } name)
                continue;
            if (names.Contains(name, StringComparer.Ordinal))
                value.Fail($"'{name}' stands in the list twice", "remove one of them");
            else
                names.Add(name);
        }

        return names.ToImmutable();
    }
}
