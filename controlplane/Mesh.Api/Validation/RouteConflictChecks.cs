using System.Collections.Immutable;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>A service port takes any number of HTTPRoutes, or any number of TLSRoutes for different server names, or one TCPRoute.</summary>
internal static class RouteConflictChecks
{
    private readonly record struct PortKey(NamespacedName Service, int Port);

    public static void Run(ValidationScope scope)
    {
        var taken = new Dictionary<PortKey, MeshResource>();
        foreach (var route in scope.Resources.HttpRoutes)
        {
            foreach (var (_, key) in PortsOf(scope, route.Parents))
                taken.TryAdd(key, route);
        }

        CheckTlsRoutes(scope, taken);
        foreach (var route in scope.Resources.TcpRoutes)
        {
            foreach (var (position, key) in PortsOf(scope, route.Parents))
            {
                if (!taken.TryAdd(key, route) && taken[key] != route)
                    Report(scope, route, position, key, taken[key]);
            }
        }
    }

    private static void CheckTlsRoutes(ValidationScope scope, Dictionary<PortKey, MeshResource> taken)
    {
        var names = new Dictionary<(PortKey, string), TlsRoute>();
        foreach (var route in scope.Resources.TlsRoutes)
        {
            foreach (var (position, key) in PortsOf(scope, route.Parents))
            {
                if (!taken.TryAdd(key, route) && taken[key] is not TlsRoute)
                    Report(scope, route, position, key, taken[key]);
                CheckNames(scope, route, key, names);
            }
        }
    }

    private static void CheckNames(ValidationScope scope, TlsRoute route, PortKey key, Dictionary<(PortKey, string), TlsRoute> names)
    {
        foreach (var (index, name) in route.Hostnames.Index())
        {
            if (names.TryAdd((key, name), route) || names[(key, name)] == route)
                continue;
            scope.Error(
                route, $"spec.hostnames[{index}]",
                $"{names[(key, name)].Title} takes '{name}' on port {key.Port} of Service {key.Service} already",
                "remove the name from one of the routes");
        }
    }

    private static void Report(ValidationScope scope, MeshResource route, int position, PortKey key, MeshResource other) => scope.Error(
        route, $"spec.parentRefs[{position}]",
        $"{other.Title} is for port {key.Port} of Service {key.Service} already",
        "select another port, or remove one of the routes");

    private static IEnumerable<(int Position, PortKey Key)> PortsOf(ValidationScope scope, ImmutableArray<ParentReference> parents) =>
        from parent in parents
        from port in scope.FindService(parent.Service)?.Ports.Where(parent.Selects) ?? []
        select (parent.Position, new PortKey(parent.Service, port.Port));
}
