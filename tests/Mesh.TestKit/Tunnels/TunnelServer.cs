using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.TestKit.Tunnels;

/// <summary>A callee that is no proxy of ours: what callers send it, a test reads and answers by hand (docs/tunnel.md, RFC 9113).</summary>
public sealed class TunnelServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Versions of TLS that it speaks from the next handshake on. Default 1.2 and 1.3.</summary>
    public SslProtocols Tls { get; set; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Listens.</summary>
    public TunnelServer(IPEndPoint address)
    {
        _listener.Bind(address);
        _listener.Listen();
    }

    /// <summary>The next tunnel, after its handshake, which shows <paramref name="certificate"/>.</summary>
    /// <param name="certificate">With its key.</param>
    /// <param name="settings">Announced at once, by their identifier.</param>
    /// <exception cref="AuthenticationException">The caller refused the handshake.</exception>
    public async Task<ServedTunnel> AcceptAsync(X509Certificate2 certificate, params (ushort Id, uint Value)[] settings)
    {
        var socket = await _listener.AcceptAsync();
        socket.NoDelay = true;
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                ClientCertificateRequired = true,
                EnabledSslProtocols = Tls,
                AllowTlsResume = false,
                // What a caller should not offer comes first, so that it would be chosen.
                ApplicationProtocols = [SslApplicationProtocol.Http11, SslApplicationProtocol.Http2, new SslApplicationProtocol(TunnelClient.Mesh)],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            });
            var tunnel = new ServedTunnel(tls);
            await tunnel.AnnounceAsync(settings);
            return tunnel;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
