using System.Security.Cryptography.X509Certificates;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;

namespace Mesh.Discovery.Credentials;

/// <summary>Whether peers with a bundle would accept a certificate.</summary>
internal static class OwnChain
{
    /// <summary>Null when the certificate verifies against the bundle now, otherwise the reason in words.</summary>
    public static string? Problem(WorkloadCertificate certificate, TrustBundle bundle, TimeProvider time)
    {
        var chain = certificate.Chain.Select(der => X509CertificateLoader.LoadCertificate(der.Span)).ToArray();
        try
        {
            return new ChainVerifier(bundle, time).Verify(chain[0], chain[1..], PeerRole.Client);
        }
        finally
        {
            foreach (var loaded in chain)
                loaded.Dispose();
        }
    }
}
