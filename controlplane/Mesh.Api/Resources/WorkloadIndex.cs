using System.Collections.Immutable;

namespace Mesh.Api.Resources;

/// <summary>Finds workloads by labels without looking at all of them.</summary>
public sealed class WorkloadIndex
{
    private readonly Dictionary<(string Namespace, string Key, string Value), List<WorkloadEntry>> _byLabel = [];

    /// <param name="workloads">The workloads, in any order.</param>
    public WorkloadIndex(IEnumerable<WorkloadEntry> workloads)
    {
        foreach (var workload in workloads.OrderBy(workload => workload.Name))
        {
            foreach (var (key, value) in workload.Metadata.Labels)
            {
                var label = (workload.Name.Namespace, key, value);
                if (!_byLabel.TryGetValue(label, out var found))
                    _byLabel.Add(label, found = []);
                found.Add(workload);
            }
        }
    }

    /// <summary>The workloads of a namespace that carry all labels, ordered by name; none for an empty selector.</summary>
    public IEnumerable<WorkloadEntry> Select(string place, ImmutableSortedDictionary<string, string> labels)
    {
        List<WorkloadEntry>? fewest = null;
        foreach (var (key, value) in labels)
        {
            if (!_byLabel.TryGetValue((place, key, value), out var found))
                return [];
            if (fewest is null || found.Count < fewest.Count)
                fewest = found;
        }

        return fewest?.Where(workload => HasAll(workload, labels)) ?? [];
    }

    private static bool HasAll(WorkloadEntry workload, ImmutableSortedDictionary<string, string> labels) =>
        labels.All(label => workload.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
