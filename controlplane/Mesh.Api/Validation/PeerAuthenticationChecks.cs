using Mesh.Api.Resources;

namespace Mesh.Api.Validation;

/// <summary>PeerAuthentications: that each workload's mode is said once per level.</summary>
internal static class PeerAuthenticationChecks
{
    public static void Run(ValidationScope scope)
    {
        var spaces = new Dictionary<string, PeerAuthentication>();
        var selected = new Dictionary<NamespacedName, PeerAuthentication>();
        foreach (var policy in scope.Resources.PeerAuthentications.OrderBy(policy => policy.Name))
        {
            if (policy.Selector is not null)
                CheckSelector(scope, policy, selected);
            else if (!spaces.TryAdd(policy.Name.Namespace, policy))
            {
                scope.Error(
                    policy, "spec",
                    $"{spaces[policy.Name.Namespace].Title} is for the whole namespace too",
                    "remove one of them, or add a selector");
            }
        }
    }

    private static void CheckSelector(ValidationScope scope, PeerAuthentication policy, Dictionary<NamespacedName, PeerAuthentication> selected)
    {
        var workloads = scope.Workloads.Select(policy.Name.Namespace, policy.Selector!).ToArray();
        if (workloads.Length == 0 && scope.HasAll("WorkloadEntry"))
        {
            scope.Warning(
                policy, "spec.selector",
                "no workload in the namespace has these labels",
                "correct the selector or the workloads' labels");
        }

        foreach (var workload in workloads)
        {
            if (selected.TryAdd(workload.Name, policy))
                continue;
            scope.Error(
                policy, "spec.selector",
                $"{selected[workload.Name].Title} selects {workload.Title} too",
                "select each workload once");
            return;
        }
    }
}
