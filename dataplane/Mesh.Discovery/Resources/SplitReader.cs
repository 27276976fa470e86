using System.Collections.Immutable;

namespace Mesh.Discovery.Resources;

/// <summary>Splits over clusters, of HTTP and TCP routes alike.</summary>
internal static class SplitReader
{
    public static ImmutableArray<WeightedName> Single(string cluster, string field, FieldReport report)
    {
        if (cluster.Length == 0)
            report.Error(field, "is empty");
        return [new WeightedName(cluster, 1)];
    }

    public static ImmutableArray<WeightedName> Weighted(IEnumerable<WeightedName> clusters, string field, FieldReport report)
    {
        ImmutableArray<WeightedName> split = [.. clusters];
        var total = 0UL;
        for (var i = 0; i < split.Length; i++)
        {
            if (split[i].Cluster.Length == 0)
                report.Error($"{field}.clusters[{i}].name", "is empty");
            total += split[i].Weight;
        }
        if (total is 0 or > uint.MaxValue)
            report.Error(field, $"the weights sum to {total}; 1 to {uint.MaxValue} is needed");
        return split;
    }
}
