using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Mesh.TestKit.Tunnels;

/// <content>The handshake and the settings.</content>
public sealed partial class TunnelClient
{
    /// <summary>
    /// Opens a tunnel on a connected socket; returns when the callee's settings arrived. With TLS 1.3 a client has finished its
    /// handshake before the server looks at the client's certificate, so only that shows acceptance.
    /// </summary>
    /// <exception cref="IOException">The callee closed the connection before it said anything.</exception>
    /// <exception cref="AuthenticationException">The callee refused the handshake.</exception>
    public static async Task<TunnelClient> ConnectAsync(
        Socket socket, SslStreamCertificateContext? certificate, string protocol = Mesh, SslProtocols tls = SslProtocols.Tls13)
    {
        var client = new TunnelClient(new SslStream(new NetworkStream(socket, ownsSocket: true)));
        try
        {
            await client.HandshakeAsync(certificate, protocol, tls);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    private async Task HandshakeAsync(SslStreamCertificateContext? certificate, string protocol, SslProtocols tls)
    {
        await _tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "",
            EnabledSslProtocols = tls,
            ApplicationProtocols = [new SslApplicationProtocol(protocol)],
            AllowTlsResume = false,
            ClientCertificateContext = certificate,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        });
        await _tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        // SETTINGS_HEADER_TABLE_SIZE = 0: every field comes as a literal.
        await _frames.WriteSettingsAsync((1, 0));
        byte type, flags;
        do
        {
            (type, flags, _, _) = await ReadAsync();
        }
        while (type != TunnelFrames.Settings || (flags & TunnelFrames.Acknowledged) == 0);
    }
}
