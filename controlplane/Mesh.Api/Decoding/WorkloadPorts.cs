using Mesh.Conventions;

namespace Mesh.Api.Decoding;

/// <summary>Reads a port that a workload's application listens on.</summary>
internal static class WorkloadPorts
{
    public static int? Read(FieldValue value)
    {
        if (value.AsPort() is not { } port)
            return null;
        // In a cluster the mesh's own services are Services too.
        if (!MeshPorts.IsReserved(port) || value.Context.IsFromCluster)
            return port;
        value.Fail($"port {port} belongs to the proxy", $"use a port outside {MeshPorts.ReservedFirst} to {MeshPorts.ReservedLast}");
        return null;
    }
}
