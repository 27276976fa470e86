using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mesh.Hosting.Tls;

/// <summary>TLS 1.3 for a control-side service: no system store, no downloads, no resumption (which would outlive a certificate).</summary>
public static class TlsListener
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Serves HTTP/2 over TLS 1.3 on this endpoint.</summary>
    public static void UseMeshTls(this ListenOptions listen, TlsListenerOptions options)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Clients == ClientCertificates.Required)
            ArgumentNullException.ThrowIfNull(options.ValidateClient);
        listen.Protocols = HttpProtocols.Http2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = handshake => ValueTask.FromResult(Configure(options, handshake.Connection)),
        });
    }

    private static SslServerAuthenticationOptions Configure(TlsListenerOptions options, ConnectionContext connection) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        ServerCertificateContext = options.Certificate.Current,
        AllowTlsResume = false,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, leaf, chain, _) => Accept(options, connection, leaf as X509Certificate2, chain),
        // Else the stack would fetch issuers from wherever a client's certificate says.
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
    };

    private static bool Accept(TlsListenerOptions options, ConnectionContext connection, X509Certificate2? leaf, X509Chain? chain)
    {
        var peer = leaf is null ? null : new PeerCertificates(Copy(leaf), [.. chain?.ChainPolicy.ExtraStore.Select(Copy) ?? []]);
        if (peer is not null)
            connection.Features.Set(peer);
        if (options.Clients == ClientCertificates.Optional)
            return true;
        var reason = peer is null ? "the client sent no certificate" : options.ValidateClient!(peer);
        if (reason is not null)
            options.ClientRefused?.Invoke(connection.RemoteEndPoint, reason);
        return reason is null;
    }

    // The stack disposes its own objects with the handshake.
    private static X509Certificate2 Copy(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span);
}
