using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Engine.Tls;
using Mesh.Tunnel.Peers;

namespace Mesh.Tunnel.Tests.Peers;

public sealed class TunnelLifetimeTests
{
    // Certificates have whole seconds.
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(86_400, 86_400, 77_760_000)]
    [InlineData(86_400, 100, 90_000)]
    [InlineData(100, 86_400, 90_000)]
    [InlineData(10, 86_400, 8_000)]
    [InlineData(86_400, 10, 8_000)]
    [InlineData(2, 86_400, 0)]
    [InlineData(-5, 86_400, 0)]
    public void A_tunnel_drains_in_time_before_the_earlier_certificate_ends(int peerSeconds, int ownSeconds, long milliseconds)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var peer = new CertificateRequest("CN=peer", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddSeconds(peerSeconds));
        Assert.Equal(milliseconds, TunnelLifetime.Milliseconds(new TlsSession(peer.RawData, "mesh/1", "x25519", resumed: false), Now.AddSeconds(ownSeconds), Now));
    }
}
