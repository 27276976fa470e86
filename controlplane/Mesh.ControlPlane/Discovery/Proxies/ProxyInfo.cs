using Mesh.Api.Resources;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>A connected proxy.</summary>
/// <param name="Workload">The workload it speaks for; its text form is the node id.</param>
/// <param name="Process">Which of the workload's processes it is, in its own words; empty for the only one.</param>
/// <param name="Peer">Who it proved to be.</param>
/// <param name="Version">What it says of its version.</param>
/// <param name="ConnectedSince">When its stream began.</param>
internal sealed record ProxyInfo(NamespacedName Workload, string Process, AuthenticatedPeer Peer, string Version, DateTimeOffset ConnectedSince);
