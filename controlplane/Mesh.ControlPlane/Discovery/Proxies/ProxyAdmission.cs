using Mesh.Api.Resources;
using Mesh.Identity;
using Mesh.Model.Snapshots;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>Decides whether the holder of an identity may speak for a workload.</summary>
internal static class ProxyAdmission
{
    /// <summary>Reads a node id.</summary>
    /// <param name="nodeId">What the peer calls itself, <c>NAMESPACE/NAME</c>.</param>
    /// <param name="workload">The workload it names.</param>
    /// <returns>Null when it could be read; else what is wrong with it.</returns>
    public static string? Parse(string nodeId, out NamespacedName workload)
    {
        workload = default;
        if (nodeId.Length == 0)
            return "the first request has no node.id; set it to NAMESPACE/NAME of the workload";
        return nodeId.Length <= 512 && NamespacedName.TryParse(nodeId, out workload)
            ? null
            : "node.id is not NAMESPACE/NAME of a workload";
    }

    /// <summary>Decides. To be asked again with each new mesh.</summary>
    /// <returns>Null when it may; else why not and what to do.</returns>
    public static string? Decide(MeshSnapshot mesh, NamespacedName workload, SpiffeId identity)
    {
        if (!mesh.Workloads.TryGetValue(workload, out var known))
            return $"there is no workload {workload}; create its WorkloadEntry or pod, or correct the proxy's workload name";
        // The expected identity is not told to someone who does not have it.
        return known.Identity.Equals(identity)
            ? null
            : $"{identity} is not the identity of workload {workload}; correct the service account, or use the workload's own token";
    }
}
