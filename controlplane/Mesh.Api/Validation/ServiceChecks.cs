using Mesh.Api.Protocols;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>Services: their ports, and whether anything is behind them.</summary>
internal static class ServiceChecks
{
    public static void Run(ValidationScope scope)
    {
        var sliced = scope.Resources.EndpointSlices.Select(slice => slice.Service).OfType<NamespacedName>().ToHashSet();
        foreach (var service in scope.Resources.Services)
        {
            CheckPorts(scope, service);
            if (service.Selector.IsEmpty)
                CheckSlices(scope, service, sliced);
            else
                CheckSelector(scope, service);
        }
    }

    private static void CheckPorts(ValidationScope scope, Service service)
    {
        var numbers = new HashSet<(int, TransportProtocol)>();
        var names = new HashSet<string>();
        foreach (var (index, port) in service.Ports.Index())
        {
            var field = $"spec.ports[{index}]";
            if (!numbers.Add((port.Port, port.Protocol)))
                scope.Error(service, field + ".port", $"port {port.Port} stands twice", "remove one of them");
            if (port.Name is null && service.Ports.Length > 1)
                scope.Error(service, field + ".name", "the port has no name", "name all ports of a service that has several");
            else if (port.Name is not null && !names.Add(port.Name))
                scope.Error(service, field + ".name", $"another port is called '{port.Name}'", "use different names");
            if (port.AppProtocol is { } protocol && !ProtocolDeclaration.IsKnown(protocol))
            {
                scope.Warning(
                    service, field + ".appProtocol",
                    $"the protocol '{protocol}' is not known and is carried as TCP",
                    "use http, http2, grpc or tcp if one of them fits");
            }
        }
    }

    private static void CheckSlices(ValidationScope scope, Service service, HashSet<NamespacedName> sliced)
    {
        if (!sliced.Contains(service.Name) && scope.HasAll("EndpointSlice"))
            scope.Warning(service, "spec", "nothing is behind the service: it has no selector and no EndpointSlice", "add a selector");
    }

    private static void CheckSelector(ValidationScope scope, Service service)
    {
        var selected = scope.Workloads.Select(service.Name.Namespace, service.Selector).ToArray();
        if (selected.Length == 0)
        {
            if (scope.HasAll("WorkloadEntry"))
            {
                scope.Warning(
                    service, "spec.selector",
                    "no workload in the namespace has these labels",
                    "correct the selector or the workloads' labels");
            }

            return;
        }

        foreach (var (index, port) in service.Ports.Index())
            CheckTarget(scope, service, $"spec.ports[{index}].targetPort", port, selected);
    }

    private static void CheckTarget(ValidationScope scope, Service service, string field, ServicePort port, WorkloadEntry[] selected)
    {
        if (port.TargetPort.Name is not { } name || port.Protocol != TransportProtocol.Tcp)
            return;
        var without = selected.Where(workload => !workload.Ports.ContainsKey(name)).ToArray();
        if (without.Length == selected.Length)
        {
            scope.Error(
                service, field,
                $"none of its workloads has a port called '{name}'",
                $"add '{name}' to spec.ports of {without[0].Title}, or use a number");
        }
        else if (without.Length > 0)
        {
            scope.Warning(
                service, field,
                $"{without[0].Title} has no port called '{name}' and gets no traffic",
                "add it to the workload's spec.ports");
        }
    }
}
