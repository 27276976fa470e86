using System.Net;
using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>One address means one workload or one service.</summary>
internal static class AddressChecks
{
    public static void Run(ValidationScope scope)
    {
        var owners = new Dictionary<IPAddress, MeshResource>();
        foreach (var workload in scope.Resources.Workloads)
        {
            foreach (var address in workload.Addresses)
                Claim(scope, owners, workload, "spec.address", address);
        }

        foreach (var service in scope.Resources.Services)
        {
            foreach (var address in service.ClusterIps)
                Claim(scope, owners, service, "spec.clusterIP", address);
        }
    }

    private static void Claim(ValidationScope scope, Dictionary<IPAddress, MeshResource> owners, MeshResource owner, string field, IPAddress address)
    {
        if (!owners.TryAdd(address, owner))
            scope.Error(owner, field, $"{owners[address].Title} has the address {address} too", "give each its own");
    }
}
