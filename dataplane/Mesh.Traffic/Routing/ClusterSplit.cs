using System.Collections.Immutable;

namespace Mesh.Traffic.Routing;

/// <summary>Clusters that share a route's traffic by weight.</summary>
public sealed class ClusterSplit
{
    /// <summary>Creates a split.</summary>
    /// <exception cref="ArgumentException">The weights sum to zero or to more than 2³²-1.</exception>
    public ClusterSplit(ImmutableArray<WeightedCluster> clusters)
    {
        Clusters = clusters;
        var total = 0UL;
        foreach (var cluster in clusters)
            total += cluster.Weight;
        if (total is 0 or > uint.MaxValue)
            throw new ArgumentException("The weights of a split must sum to 1 to 4294967295.", nameof(clusters));
        TotalWeight = (uint)total;
    }

    /// <summary>The targets, in the order of the configuration.</summary>
    public ImmutableArray<WeightedCluster> Clusters { get; }

    /// <summary>Sum of the weights.</summary>
    public uint TotalWeight { get; }
}
