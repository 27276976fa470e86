using System.Collections.Immutable;
using System.Net;

namespace Mesh.ControlPlane.Sources.Kubernetes;

/// <summary>What a cluster does not say itself.</summary>
/// <param name="TrustDomain">First part of all identities.</param>
/// <param name="Networks">Networks of pods and services that neither nodes nor ServiceCIDRs name.</param>
internal sealed record ClusterSettings(string TrustDomain, ImmutableArray<IPNetwork> Networks);
