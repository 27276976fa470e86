using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Mesh.Identity.Certificates;

namespace Mesh.Identity.Trust;

/// <summary>
/// Options of managed TLS connections to the mesh's own services: TLS 1.3, ALPN <c>h2</c>, no system store, no downloads, no resumption.
/// One set of options per connection, so that each shows the certificate that is current when it is made.
/// </summary>
public static class TlsClientOptions
{
    /// <summary>
    /// For fetching the trust bundle at first contact and nothing else: whoever answers is accepted, so nothing may be shown to it. What it sends
    /// is reduced to the pinned root (<see cref="TrustBundle.PinnedTo"/>), and a new connection made with <see cref="Verified"/>.
    /// </summary>
    public static SslClientAuthenticationOptions FirstContact() => Create((_, certificate, _, _) => certificate is not null, null);

    /// <summary>For everything else: the server must have <paramref name="server"/> as its identity, by a chain that leads to the bundle.</summary>
    /// <param name="verifier">The roots to trust, asked for in the handshake.</param>
    /// <param name="server">The identity that the server must have.</param>
    /// <param name="own">The certificate to show; null: none. May be disposed as soon as this returns.</param>
    /// <param name="refused">Told why a server is refused, in words; null: nobody.</param>
    public static SslClientAuthenticationOptions Verified(Func<ChainVerifier> verifier, SpiffeId server, WorkloadCertificate? own, Action<string>? refused = null) =>
        Create(TlsPeerValidation.ForServer(verifier, server, refused), own?.CreateSslContext());

    private static SslClientAuthenticationOptions Create(RemoteCertificateValidationCallback validate, SslStreamCertificateContext? own) => new()
    {
        // No name is sent or checked: addresses are dialled, identities are verified.
        TargetHost = "",
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        AllowTlsResume = false,
        ClientCertificateContext = own,
        RemoteCertificateValidationCallback = validate,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
    };
}
