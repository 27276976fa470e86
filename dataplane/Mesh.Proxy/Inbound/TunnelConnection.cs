using Mesh.Conventions;
using Mesh.Engine.Http;
using Mesh.Engine.Http2;
using Mesh.Engine.Loops;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Http;
using Mesh.Proxy.Runtime;
using Mesh.Tunnel.Limits;
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
            loop.State.Metrics.OnHandshake("refused");
            connection.Abort();
            return;
        }
        loop.State.Metrics.OnHandshake(connection.Tls!.Group);
        var isHbone = connection.Tls.ApplicationProtocol == MeshAlpn.Hbone;
        _streams = new TunnelStreams(loop, exchanges, targets, InboundCaller.Authenticated(id), isHbone);
        _http = new Http2ServerConnection(connection, TunnelLimits.Http2, this);
        loop.Tunnels.Add(_http);
        _lifetime = new LoopTimer(_http.Drain);
        loop.Events.Arm(_lifetime, TunnelLifetime.Milliseconds(connection.Tls, credentials!.NotAfter, loop.State.Time.GetUtcNow()));
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
        loop.State.Metrics.OnHandshake("failed");
        loop.State.Log.Debug($"tunnel from {connection.Remote} refused: {connection.CloseDetail ?? reason.ToString()}");
    }
}
