using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Http;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Tunnel.Peers;

namespace Mesh.Proxy.Inbound;

/// <summary>An accepted tunnel: checks who calls, then serves its streams.</summary>
internal sealed class TunnelConnection(ProxyLoop loop, ExchangePool<InboundExchange> exchanges, InboundTargets targets) : IConnectionHandler, IHttpServer
{
    private TunnelStreams? _streams;
    private Http2ServerConnection? _http;
    private LoopTimer? _lifetime;

    /// <inheritdoc/>
    public void OnConnected(Connection connection)
    {
        var credentials = loop.State.Credentials.Current;
        var id = credentials is null ? null : PeerCheck.OfCaller(connection, credentials.Identity.TrustDomain, out _);
        if (id is null)
        {
            loop.State.Metrics.OnFailedHandshake("identity");
            connection.Abort();
            return;
        }
        var session = connection.Tls!;
        loop.State.Metrics.OnHandshake(HandshakeRole.Server, session);
        var isHbone = session.ApplicationProtocol == MeshAlpn.Hbone;
        _streams = new TunnelStreams(loop, exchanges, targets, InboundCaller.Authenticated(connection.Remote, id), isHbone);
        _http = new Http2ServerConnection(connection, loop.State.Limits.Tunnels, this);
        loop.Tunnels.Add(_http);
        if (loop.IsDraining)
            _http.Drain();
        _lifetime = new LoopTimer(_http.Drain);
        loop.Events.Arm(_lifetime, TunnelLifetime.Milliseconds(session, credentials!.NotAfter, loop.State.Time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public IHttpStreamHandler OnStream(HttpStream stream) => _streams!;

    /// <inheritdoc/>
    public void OnConnectionClosed()
    {
        loop.Events.Cancel(_lifetime!);
        loop.Tunnels.Remove(_http!);
    }

    /// <inheritdoc/>
    public void OnData(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnEndOfInput(Connection connection) => connection.Close();

    /// <inheritdoc/>
    public void OnWritable(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void OnClosed(Connection connection, CloseReason reason)
    {
        loop.State.Metrics.OnFailedHandshake("handshake");
        loop.State.Log.Debug($"tunnel from {connection.Remote} refused: {connection.CloseDetail ?? reason.ToString()}");
    }
}
