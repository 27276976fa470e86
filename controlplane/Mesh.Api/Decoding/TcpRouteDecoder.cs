using Mesh.Api.Problems;
using Mesh.Api.Resources;

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
        route = route with { Backends = [.. ConnectionRuleDecoder.Read(spec)] };
        spec.Refuse("useDefaultGateways", "default gateways are not supported yet", "remove it");
        spec.Done();
        return route;
    }
}
