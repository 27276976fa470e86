namespace Mesh.Cli.Up;

/// <summary>Where the workloads of a local mesh run.</summary>
internal enum NetworkMode
{
    /// <summary>Each in its own network namespace, with transparent capture. Needs root.</summary>
    Namespaces,

    /// <summary>All on loopback addresses; applications call the ports of their WorkloadEntry's <c>outbounds</c>.</summary>
    Loopback,
}

/// <summary>What <c>meshctl up</c> was asked for.</summary>
/// <param name="Directory">The YAML directory.</param>
/// <param name="Layout">Name and state directory.</param>
/// <param name="Network">Where workloads run.</param>
/// <param name="TrustDomain">Trust domain of the mesh's identities.</param>
/// <param name="CertificateValidity">Lifetime of workload certificates; null for the CA's default.</param>
internal sealed record UpOptions(string Directory, MeshLayout Layout, NetworkMode Network, string TrustDomain, string? CertificateValidity);
