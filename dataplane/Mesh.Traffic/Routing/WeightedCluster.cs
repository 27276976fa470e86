using Mesh.Traffic.Balancing;

namespace Mesh.Traffic.Routing;

/// <summary>One target of a split.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Weight">Its share relative to the other targets; 0 = none.</param>
public readonly record struct WeightedCluster(ClusterModel Cluster, uint Weight);
