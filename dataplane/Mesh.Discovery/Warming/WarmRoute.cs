using System.Collections.Immutable;
using Mesh.Discovery.Resources;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Routing;

namespace Mesh.Discovery.Warming;

/// <summary>A usable route table and what it was made from.</summary>
internal sealed record WarmRoute(RouteSpec Spec, ImmutableArray<ClusterModel> Clusters, RouteTable Table);
