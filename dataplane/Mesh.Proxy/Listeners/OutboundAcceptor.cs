using System.Net;
using Mesh.Engine.Sockets;
using Mesh.Proxy.Http;
using Mesh.Proxy.Outbound;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Listeners;

/// <summary>Accepts captured connections of the application: the kernel says where they were going.</summary>
internal sealed class OutboundAcceptor(ProxyLoop loop) : IConnectionAcceptor
{
    private readonly ExchangePool<OutboundExchange> _exchanges = OutboundExchange.CreatePool(loop);

    /// <inheritdoc/>
    public IConnectionHandler? OnAccept(Connection connection)
    {
        var destination = connection.OriginalDestination;
        // Not redirected: somebody dialled the proxy itself, and forwarding would come back here for ever.
        return destination == connection.Local || loop.Memory.MustNotAccept() ? null : new OutboundConnection(loop, _exchanges, connection, destination.ToIPEndPoint());
    }
}

/// <summary>Accepts connections to a local address that stands for a destination (capture none).</summary>
internal sealed class ExplicitAcceptor(ProxyLoop loop, IPEndPoint destination) : IConnectionAcceptor
{
    private readonly ExchangePool<OutboundExchange> _exchanges = OutboundExchange.CreatePool(loop);

    /// <inheritdoc/>
    public IConnectionHandler? OnAccept(Connection connection) =>
        loop.Memory.MustNotAccept() ? null : new OutboundConnection(loop, _exchanges, connection, destination);
}
