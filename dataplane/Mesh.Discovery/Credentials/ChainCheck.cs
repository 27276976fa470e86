using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;

namespace Mesh.Discovery.Credentials;

/// <summary>Whether peers with a bundle would accept a certificate. Thread-safe.</summary>
/// <param name="certificate">The certificate with its intermediates.</param>
/// <param name="bundle">The roots that the peers have.</param>
/// <param name="time">When.</param>
/// <returns>Null when they would, otherwise the reason in words.</returns>
public delegate string? ChainCheck(WorkloadCertificate certificate, TrustBundle bundle, DateTimeOffset time);
