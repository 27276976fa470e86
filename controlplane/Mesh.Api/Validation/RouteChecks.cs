using System.Collections.Immutable;
using Mesh.Api.Protocols;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>Routes: whether parents and backends exist and speak the route's protocol.</summary>
internal static class RouteChecks
{
    public static void Run(ValidationScope scope)
    {
        foreach (var route in scope.Resources.HttpRoutes)
        {
            CheckParents(scope, route, route.Parents, ApplicationProtocol.Tcp, "an HTTPRoute cannot apply to a TCP port");
            foreach (var (index, rule) in route.Rules.Index())
                CheckRule(scope, route, rule, $"spec.rules[{index}].backendRefs");
        }

        foreach (var route in scope.Resources.TcpRoutes)
        {
            CheckParents(scope, route, route.Parents, ApplicationProtocol.Http, "a TCPRoute would bypass what HTTP ports promise");
            CheckBackends(scope, route, route.Backends, "spec.rules[0].backendRefs");
        }

        foreach (var route in scope.Resources.TlsRoutes)
        {
            CheckParents(scope, route, route.Parents, ApplicationProtocol.Http, "a port for HTTP without TLS has no server names");
            CheckBackends(scope, route, route.Backends, "spec.rules[0].backendRefs");
        }
    }

    private static void CheckRule(ValidationScope scope, HttpRoute route, HttpRouteRule rule, string field)
    {
        foreach (var (index, port) in CheckBackends(scope, route, rule.Backends, field))
        {
            if (ProtocolDeclaration.Of(port) == ApplicationProtocol.Tcp)
            {
                scope.Error(
                    route, $"{field}[{index}].port",
                    $"port {port.Port} is declared TCP, HTTP cannot be routed to it",
                    "declare it with appProtocol: http");
            }
        }

        if (rule.Backends.Sum(backend => (long)backend.Weight) == 0)
        {
            scope.Warning(
                route, field,
                "requests that match this rule are answered with 500, nothing has a weight above 0",
                "add a backend");
        }
    }

    private static List<(int Index, ServicePort Port)> CheckBackends(
        ValidationScope scope, MeshResource route, ImmutableArray<BackendReference> backends, string field)
    {
        var ports = new List<(int, ServicePort)>();
        foreach (var (index, backend) in backends.Index())
        {
            var at = $"{field}[{index}]";
            if (ServiceReferences.Resolve(scope, route, at + ".name", at + ".port", backend.Service, backend.Port) is { } found)
                ports.Add((index, found.Port));
        }

        return ports;
    }

    private static void CheckParents(
        ValidationScope scope, MeshResource route, ImmutableArray<ParentReference> parents, ApplicationProtocol unfit, string reason)
    {
        var taken = new HashSet<(NamespacedName, int)>();
        foreach (var parent in parents)
        {
            var field = $"spec.parentRefs[{parent.Position}]";
            if (ServiceReferences.Resolve(scope, route, field + ".name", parent.Service) is not { } service)
                continue;
            if (service.Headless)
            {
                scope.Error(
                    route, field + ".name",
                    $"{service.Title} is headless and has no address that a route could apply to",
                    "remove clusterIP: None from it");
            }

            var ports = service.Ports.Where(parent.Selects).ToArray();
            if (ports.Length == 0)
                scope.Error(route, field, $"{service.Title} has no such TCP port", "correct port and sectionName");
            if (ports.Any(port => !taken.Add((service.Name, port.Port))))
            {
                scope.Error(
                    route, field,
                    $"another parent of this route selects the same port of {service.Title}",
                    "name a port or sectionName in each");
            }

            if (Array.Find(ports, port => ProtocolDeclaration.Of(port) == unfit) is { } wrong)
            {
                scope.Error(
                    route, field,
                    $"port {wrong.Port} of {service.Title}: {reason}",
                    "select another port, or change the port's appProtocol or name");
            }
        }
    }
}
