using System.Security.Cryptography.X509Certificates;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Discovery.Tests.Fakes;

/// <summary>Verifies chains with the framework's own verifier.</summary>
internal static class ManagedChain
{
    public static string? Problem(WorkloadCertificate certificate, TrustBundle bundle, DateTimeOffset time)
    {
        var chain = certificate.Chain.Select(der => X509CertificateLoader.LoadCertificate(der.Span)).ToArray();
        return new ChainVerifier(bundle, new FakeTimeProvider(time)).Verify(chain[0], chain[1..], PeerRole.Client);
    }
}
