using System.Collections.Immutable;
using Mesh.Conventions;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tls;
using Mesh.Identity;
using Mesh.Tunnel.Credentials;
using Mesh.Tunnel.Peers;

namespace Mesh.Tunnel.Pools;

/// <summary>A caller's tunnels to one peer. The pool's key is whatever it was created with: address, accepted ids, bundle version.</summary>
public static class TunnelPool
{
    /// <summary>Creates a pool without any connection.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="credentials">Read for each new connection.</param>
    /// <param name="application">The application's address; the tunnel goes to port 15008 of the same IP.</param>
    /// <param name="acceptedIdentities">Identities the peer may present.</param>
    /// <param name="options">Of the TCP connections; without TLS.</param>
    /// <param name="limits">HTTP/2 settings, of <see cref="Limits.TunnelLimits"/>.</param>
    /// <param name="onHandshake">Told of each finished handshake, whoever the peer turns out to be.</param>
    /// <param name="time">Clock for certificates' ends.</param>
    public static Http2Pool Create(
        EventLoop loop, TunnelCredentialsHolder credentials, IpEndpoint application, ImmutableArray<SpiffeId> acceptedIdentities,
        TcpConnectOptions options, Http2Options limits, Action<TlsSession> onHandshake, TimeProvider time)
    {
        var peer = application.WithPort(MeshPorts.Tunnel);
        // Of this peer under this bundle, like the pool.
        var resumption = new TlsResumption();
        return new Http2Pool(loop, new PoolOptions
        {
            Connect = handler => TcpConnector.Connect(loop, peer, options with { Tls = credentials.Current?.Client, Resumption = resumption }, handler),
            Http2 = limits,
            Verify = connection =>
            {
                if (connection.Tls is { } session)
                    onHandshake(session);
                return PeerCheck.OfCallee(connection, acceptedIdentities);
            },
            LifetimeMilliseconds = connection => TunnelLifetime.Milliseconds(connection.Tls!, credentials.Current!.NotAfter, time.GetUtcNow()),
        });
    }
}
