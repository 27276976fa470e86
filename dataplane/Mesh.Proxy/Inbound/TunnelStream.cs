using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Inbound;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Inbound;

/// <summary>A stream of an accepted tunnel until its head says what it carries.</summary>
internal sealed class TunnelStream(ProxyLoop loop, InboundCaller caller) : IHttpStreamHandler
{
    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        var request = TunnelHead.Take(head);
        var policy = loop.State.Discovery.Current.Inbound;
        // A byte stream that ends with its head has nobody to answer to.
        if (request.Kind == TunnelRequestKind.Malformed || (request.Kind == TunnelRequestKind.Connect && endStream) || policy is null)
        {
            Refuse(stream, head, endStream, 400);
            return;
        }
        var kind = request.Kind == TunnelRequestKind.Connect ? TunnelStreamKind.Connect : TunnelStreamKind.HttpRequest;
        var verdict = policy.DecideTunnel(request.Target.ToIPEndPoint(), kind);
        if (verdict != InboundVerdict.Accept)
        {
            loop.State.Log.Debug($"{caller.Name} asked for {request.Target}: {verdict}");
            Refuse(stream, head, endStream, 403);
            return;
        }
        var target = new InboundTarget(request.Target, policy.PortOf(request.Target.Port), request.AppVersion);
        if (kind == TunnelStreamKind.Connect)
            InboundTcp.Create(loop, caller, target, stream).Join(stream);
        else
            Become(new InboundExchange(loop, stream, caller, target), stream, head, endStream);
    }

    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
    }

    /// <inheritdoc/>
    public void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
    }

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error)
    {
    }

    private static void Become(HttpExchange exchange, HttpStream stream, HeaderBlock head, bool endStream)
    {
        stream.Handler = exchange;
        exchange.OnHeaders(stream, head, endStream);
    }

    private void Refuse(HttpStream stream, HeaderBlock head, bool endStream, int status)
    {
        loop.State.Metrics.Edge(new EdgeKey(TrafficSide.Inbound, "refused", true)).OnRefused(ResponseFlag.RefusedTarget);
        Become(new RefusedExchange(loop, stream, ResponseFlag.RefusedTarget, status), stream, head, endStream);
    }
}
