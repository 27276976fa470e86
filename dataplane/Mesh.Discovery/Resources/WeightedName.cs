namespace Mesh.Discovery.Resources;

/// <summary>A cluster named by a split.</summary>
internal readonly record struct WeightedName(string Cluster, uint Weight);
