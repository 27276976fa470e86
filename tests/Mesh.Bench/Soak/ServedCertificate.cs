using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Mesh.TestKit.Network;
using Mesh.TestKit.Tunnels;

namespace Mesh.Bench.Soak;

/// <summary>Looks at the certificate that a tunnel port shows, as anybody can: before the callee asks for the caller's.</summary>
internal static class ServedCertificate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Its serial number; null when there is no handshake in time.</summary>
    public static async Task<string?> SerialAsync(NetworkHost from, IPEndPoint address)
    {
        string? serial = null;
        try
        {
            using var deadline = new CancellationTokenSource(Patience);
            using var socket = await from.ConnectAsync(address, cancellation: deadline.Token);
            using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls13,
                    AllowTlsResume = false,
                    ApplicationProtocols = [new SslApplicationProtocol(TunnelClient.Mesh)],
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        serial = certificate?.GetSerialNumberString();
                        return serial is not null;
                    },
                },
                deadline.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            // The callee refuses callers without a certificate; what it showed is known by then.
        }

        return serial;
    }
}
