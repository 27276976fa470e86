using System.Net.Security;
using System.Security.Authentication;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;

namespace Mesh.Discovery.Credentials;

/// <summary>TLS to the certificate authority.</summary>
internal static class AuthorityTls
{
    /// <summary>For fetching the roots at first contact and nothing else: whoever answers is accepted, so nothing may be shown to it.</summary>
    public static SslClientAuthenticationOptions FirstContact() => Create((_, certificate, _, _) => certificate is not null);

    /// <summary>For everything else: the server must be the authority of the trust domain, by a chain that leads to the bundle.</summary>
    public static SslClientAuthenticationOptions Verified(TrustBundle bundle, SpiffeId authority, WorkloadCertificate? own, TimeProvider time)
    {
        var options = Create(TlsPeerValidation.ForServer(() => new ChainVerifier(bundle, time), authority));
        options.ClientCertificateContext = own?.CreateSslContext();
        return options;
    }

    private static SslClientAuthenticationOptions Create(RemoteCertificateValidationCallback validate) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        TargetHost = MeshIdentities.CertAuthority,
        RemoteCertificateValidationCallback = validate,
    };
}
