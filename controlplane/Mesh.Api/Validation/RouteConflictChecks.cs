using System.Collections.Immutable;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>A service port takes any number of HTTPRoutes, or one TCPRoute.</summary>
internal static class RouteConflictChecks
{
    public static void Run(ValidationScope scope)
    {
        var taken = new Dictionary<(NamespacedName Service, int Port), MeshResource>();
        foreach (var route in scope.Resources.HttpRoutes)
        {
            foreach (var (_, key) in PortsOf(scope, route.Parents))
                taken.TryAdd(key, route);
        }

        foreach (var route in scope.Resources.TcpRoutes)
        {
            foreach (var (position, key) in PortsOf(scope, route.Parents))
            {
                if (!taken.TryAdd(key, route) && taken[key] != route)
                {
                    scope.Error(
                        route, $"spec.parentRefs[{position}]",
                        $"{taken[key].Title} is for port {key.Port} of Service {key.Service} already",
                        "select another port, or remove one of the routes");
                }
            }
        }
    }

    private static IEnumerable<(int Position, (NamespacedName Service, int Port) Key)> PortsOf(
        ValidationScope scope, ImmutableArray<ParentReference> parents) =>
        from parent in parents
        from port in scope.FindService(parent.Service)?.Ports.Where(parent.Selects) ?? []
        select (parent.Position, (parent.Service, port.Port));
}
