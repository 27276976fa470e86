using Mesh.Traffic.Balancing;

namespace Mesh.Discovery.Resources;

/// <summary>A cluster as it was received: its endpoints are another resource.</summary>
internal sealed record ClusterSpec(string Name, string EndpointsName, TimeSpan ConnectTimeout, BalancerPolicy Balancer);
