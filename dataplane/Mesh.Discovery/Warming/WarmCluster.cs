using System.Net;
using Mesh.Discovery.Resources;
using Mesh.Traffic.Balancing;

namespace Mesh.Discovery.Warming;

/// <summary>A usable cluster and what it was made from.</summary>
internal sealed record WarmCluster(ClusterSpec? Spec, EndpointsSpec? Endpoints, ClusterModel Model, IReadOnlyDictionary<IPEndPoint, EndpointState> States);
