using Mesh.Api.Protocols;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>A workload's port is read in one way, so services must not declare different ones for it.</summary>
internal static class PortProtocolChecks
{
    private sealed record Declaration(Service Service, int Index, ApplicationProtocol Protocol);

    public static void Run(ValidationScope scope)
    {
        var declared = new Dictionary<(NamespacedName Workload, int Port), Declaration>();
        var reported = new HashSet<(NamespacedName Service, int Index)>();
        foreach (var service in scope.Resources.Services.OrderBy(service => service.Name))
        {
            foreach (var (index, port) in service.Ports.Index())
            {
                var declaration = new Declaration(service, index, ProtocolDeclaration.Of(port));
                if (port.Protocol != TransportProtocol.Tcp || declaration.Protocol == ApplicationProtocol.Undeclared)
                    continue;
                foreach (var workload in scope.Workloads.Select(service.Name.Namespace, service.Selector))
                    Declare(scope, declared, reported, (workload, port.TargetPort), declaration);
            }
        }
    }

    private static void Declare(
        ValidationScope scope,
        Dictionary<(NamespacedName Workload, int Port), Declaration> declared,
        HashSet<(NamespacedName Service, int Index)> reported,
        (WorkloadEntry Workload, PortReference Target) at,
        Declaration declaration)
    {
        var number = at.Workload.FindPort(at.Target);
        if (number is null || declared.TryAdd((at.Workload.Name, number.Value), declaration))
            return;
        var first = declared[(at.Workload.Name, number.Value)];
        if (first.Protocol == declaration.Protocol || !reported.Add((declaration.Service.Name, declaration.Index)))
            return;
        scope.Error(
            declaration.Service,
            $"spec.ports[{declaration.Index}]",
            $"port {number} of {at.Workload.Title} is {Word(declaration)} here and {Word(first)} in {first.Service.Title}",
            "declare the same protocol in both");
    }

    private static string Word(Declaration declaration) => declaration.Protocol == ApplicationProtocol.Http ? "HTTP" : "TCP";
}
