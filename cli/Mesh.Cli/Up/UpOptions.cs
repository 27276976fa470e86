using Mesh.Cli.LocalMeshes;

namespace Mesh.Cli.Up;

/// <summary>What <c>meshctl up</c> was asked for.</summary>
/// <param name="Directory">The YAML directory.</param>
/// <param name="Layout">Name and state directory.</param>
/// <param name="Network">Where workloads run.</param>
/// <param name="TrustDomain">Trust domain of the mesh's identities.</param>
/// <param name="CertificateValidity">Lifetime of workload certificates; null for the CA's default.</param>
internal sealed record UpOptions(string Directory, MeshLayout Layout, NetworkMode Network, string TrustDomain, string? CertificateValidity);
