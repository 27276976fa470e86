using System.Collections.Immutable;
using Mesh.Api.Resources;
using Mesh.Conventions;

namespace Mesh.Model.Compilation;

/// <summary>
/// What each workload accepts: the port's mode in the policy that selects the workload, else that policy's mode, else the namespace's,
/// else the mesh's (the policy without selector in the system namespace), else permissive. Of two policies for the same the older,
/// then the first by name counts.
/// </summary>
internal sealed class MtlsModes
{
    private readonly Dictionary<string, PeerAuthentication> _namespaces = [];
    private readonly Dictionary<NamespacedName, PeerAuthentication> _workloads = [];

    public MtlsModes(IEnumerable<PeerAuthentication> policies, WorkloadIndex workloads)
    {
        foreach (var policy in policies.OrderBy(policy => policy.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue).ThenBy(policy => policy.Name))
        {
            if (policy.Selector is null)
                _namespaces.TryAdd(policy.Name.Namespace, policy);
            else
                Select(policy, workloads.Select(policy.Name.Namespace, policy.Selector));
        }
    }

    /// <summary>What ports accept that <see cref="PortsOf"/> does not name.</summary>
    public PeerMode DefaultOf(NamespacedName workload) =>
        _workloads.GetValueOrDefault(workload)?.Mode
        ?? _namespaces.GetValueOrDefault(workload.Namespace)?.Mode
        ?? _namespaces.GetValueOrDefault(MeshIdentities.SystemNamespace)?.Mode
        ?? PeerMode.Permissive;

    /// <summary>Ports with a mode of their own.</summary>
    public IReadOnlyDictionary<int, PeerMode> PortsOf(NamespacedName workload) =>
        _workloads.TryGetValue(workload, out var policy) ? policy.Ports : ImmutableSortedDictionary<int, PeerMode>.Empty;

    private void Select(PeerAuthentication policy, IEnumerable<WorkloadEntry> workloads)
    {
        foreach (var workload in workloads)
            _workloads.TryAdd(workload.Name, policy);
    }
}
