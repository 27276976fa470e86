using Mesh.Engine.Sockets;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Inbound;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Inbound;

namespace Mesh.Proxy.Listeners;

/// <summary>Accepts captured connections to the application that came without a tunnel: plaintext, where it is allowed.</summary>
internal sealed class InboundAcceptor(ProxyLoop loop) : IConnectionAcceptor
{
    private readonly ExchangePool<InboundExchange> _exchanges = InboundExchange.CreatePool(loop);

    /// <inheritdoc/>
    public IConnectionHandler? OnAccept(Connection connection)
    {
        if (loop.Memory.MustNotAccept())
            return null;
        var application = connection.OriginalDestination;
        var policy = loop.State.Discovery.Current.Inbound;
        var verdict = policy?.DecidePlaintext(application.Port) ?? InboundVerdict.RefusePlaintext;
        if (verdict == InboundVerdict.Accept && application != connection.Local)
            return new InboundConnection(loop, _exchanges, connection, application, policy!.PortOf(application.Port));
        loop.State.Metrics.Edge(new EdgeKey(TrafficSide.Inbound, "refused", false))
            .OnRefused(verdict == InboundVerdict.RefusePlaintext ? ResponseFlag.MtlsRequired : ResponseFlag.RefusedTarget);
        loop.State.Log.Debug($"plaintext connection from {connection.Remote} to {application} refused: {verdict}");
        return null;
    }
}

/// <summary>Accepts tunnels of other proxies.</summary>
internal sealed class TunnelAcceptor(ProxyLoop loop) : IConnectionAcceptor
{
    private readonly ExchangePool<InboundExchange> _exchanges = InboundExchange.CreatePool(loop);
    private readonly InboundTargets _targets = new();

    /// <inheritdoc/>
    public IConnectionHandler? OnAccept(Connection connection) =>
        loop.Memory.MustNotAccept() ? null : new TunnelConnection(loop, _exchanges, _targets);
}
