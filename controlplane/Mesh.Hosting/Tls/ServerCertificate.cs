using System.Net.Security;

namespace Mesh.Hosting.Tls;

/// <summary>The certificate that a TLS listener shows: replaced while it serves, used by every handshake that begins afterwards.</summary>
/// <param name="current">The first certificate.</param>
public sealed class ServerCertificate(SslStreamCertificateContext current)
{
    private volatile SslStreamCertificateContext _current = current;

    /// <summary>The certificate to show.</summary>
    public SslStreamCertificateContext Current => _current;

    /// <summary>Shows another certificate from now on; established connections go on.</summary>
    public void Replace(SslStreamCertificateContext next) => _current = next;
}
