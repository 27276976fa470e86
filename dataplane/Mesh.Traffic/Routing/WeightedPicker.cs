using Mesh.Traffic.Balancing;

namespace Mesh.Traffic.Routing;

/// <summary>Chooses a target of a split. One per loop, because a seeded <see cref="Random"/> is not thread-safe.</summary>
public sealed class WeightedPicker(Random random)
{
    /// <summary>Chooses at random by weight. Retries of a request keep the choice.</summary>
    public ClusterModel Pick(ClusterSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return split.Clusters.Length == 1 ? split.Clusters[0].Cluster : At(split, (uint)random.NextInt64(split.TotalWeight));
    }

    /// <summary>The target that owns <paramref name="ticket"/>, less than the split's total weight: equal tickets, equal choice.</summary>
    public static ClusterModel At(ClusterSplit split, uint ticket)
    {
        ArgumentNullException.ThrowIfNull(split);
        foreach (var target in split.Clusters)
        {
            if (ticket < target.Weight)
                return target.Cluster;
            ticket -= target.Weight;
        }
        throw new ArgumentOutOfRangeException(nameof(ticket), "The ticket is not less than the total weight.");
    }
}
