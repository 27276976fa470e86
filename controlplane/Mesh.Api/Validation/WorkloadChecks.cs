using System.Net;
using Mesh.Api.Resources;
using Mesh.Conventions;

namespace Mesh.Api.Validation;

/// <summary>WorkloadEntries: where their explicit listeners lead.</summary>
internal static class WorkloadChecks
{
    public static void Run(ValidationScope scope)
    {
        foreach (var workload in scope.Resources.Workloads)
        {
            var listens = new HashSet<IPEndPoint>();
            foreach (var (index, outbound) in workload.Outbounds.Index())
                CheckOutbound(scope, workload, outbound, $"spec.outbounds[{index}]", listens);
        }
    }

    private static void CheckOutbound(
        ValidationScope scope, WorkloadEntry workload, ExplicitOutbound outbound, string field, HashSet<IPEndPoint> listens)
    {
        if (MeshPorts.IsReserved(outbound.Listen.Port))
        {
            scope.Error(
                workload, field + ".listen",
                $"port {outbound.Listen.Port} belongs to the proxy",
                $"use a port outside {MeshPorts.ReservedFirst} to {MeshPorts.ReservedLast}");
        }

        if (!listens.Add(outbound.Listen))
            scope.Error(workload, field + ".listen", $"another outbound listens on {outbound.Listen}", "use different addresses");
        var target = ServiceReferences.Resolve(scope, workload, field + ".service", field + ".port", outbound.Service, outbound.Port);
        if (target?.Service.Headless == true)
        {
            scope.Error(
                workload, field + ".service",
                $"{target.Value.Service.Title} is headless and has no address of its own",
                "remove clusterIP: None from it");
        }
    }
}
