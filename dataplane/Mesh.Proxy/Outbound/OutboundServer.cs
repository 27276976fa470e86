using Mesh.Engine.Http;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Outbound;

/// <summary>Receives the requests of one application connection. Each request sees the newest routes.</summary>
internal sealed class OutboundServer(ProxyLoop loop, ExchangePool<OutboundExchange> exchanges, OutboundTarget target) : IHttpServer
{
    private OutboundTarget _target = target;
    private long _snapshot;

    /// <inheritdoc/>
    public IHttpStreamHandler OnStream(HttpStream stream)
    {
        loop.LastOutboundMilliseconds = loop.Events.NowMilliseconds;
        var current = loop.State.Discovery.Current;
        if (current.Number != _snapshot)
        {
            _snapshot = current.Number;
            var found = current.Find(_target.Address);
            // A destination that was taken away keeps its last routes until the connection ends.
            if (found.Value?.Http is not null && !ReferenceEquals(found.Value, _target.Destination))
                _target = new OutboundTarget(found.Value, _target.Address, _target.Source);
        }
        if (!loop.Memory.MustShed())
            return exchanges.Rent().To(_target);
        _target.Edge(loop.State, mtls: false).OnRefused(ResponseFlag.Overload);
        return new RefusedExchange(loop, ResponseFlag.Overload);
    }

    /// <inheritdoc/>
    public void OnConnectionClosed()
    {
    }
}

/// <summary>Answers every request of a connection whose destination is not known.</summary>
internal sealed class RefusingServer(ProxyLoop loop, ResponseFlag flag) : IHttpServer
{
    /// <inheritdoc/>
    public IHttpStreamHandler OnStream(HttpStream stream) => new RefusedExchange(loop, flag);

    /// <inheritdoc/>
    public void OnConnectionClosed()
    {
    }
}
