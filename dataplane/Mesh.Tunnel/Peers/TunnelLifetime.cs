using System.Security.Cryptography.X509Certificates;
using Mesh.Engine.Tls;

namespace Mesh.Tunnel.Peers;

/// <summary>How long a tunnel may take new streams: it drains before the earlier of the two certificates ends.</summary>
public static class TunnelLifetime
{
    // The last tenth is for the streams in progress, so that even a certificate of minutes leaves them some time.
    private const double DrainShare = 0.9;

    // A drain tells the peer first and goes on taking streams for the round trip, at most a second: that is over by the end too.
    private const double LeastDrainMilliseconds = 2000;

    /// <summary>Milliseconds until the tunnel should drain; 0 when it should now.</summary>
    public static long Milliseconds(TlsSession session, DateTimeOffset ownNotAfter, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(session.PeerCertificate.Span);
        var end = certificate.NotAfter.ToUniversalTime() < ownNotAfter.UtcDateTime ? certificate.NotAfter.ToUniversalTime() : ownNotAfter.UtcDateTime;
        var left = (end - now.UtcDateTime).TotalMilliseconds;
        return Math.Max(0, (long)Math.Min(left * DrainShare, left - LeastDrainMilliseconds));
    }
}
