using Mesh.Engine.Http;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Http;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;
using Mesh.Traffic.Inbound;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Inbound;

/// <summary>Receives the streams of an accepted tunnel until their heads say what they carry. Keeps nothing of any of them.</summary>
/// <param name="loop">Its loop.</param>
/// <param name="exchanges">For its requests.</param>
/// <param name="targets">Where its streams may go.</param>
/// <param name="caller">Who calls.</param>
/// <param name="isHbone">The tunnel was made for plain HBONE: all its streams are bytes.</param>
internal sealed class TunnelStreams(
    ProxyLoop loop, ExchangePool<InboundExchange> exchanges, InboundTargets targets, InboundCaller caller, bool isHbone) : IHttpStreamHandler
{
    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        var request = isHbone ? TunnelHead.ReadBytes(head) : TunnelHead.Read(head);
        var policy = loop.State.Discovery.Current.Inbound;
        if (request.Kind == TunnelRequestKind.Malformed || policy is null)
        {
            Refuse(stream, head, endStream, ResponseFlag.RefusedTarget, 400);
            return;
        }
        var verdict = targets.Decide(policy, request, out var target);
        if (verdict != InboundVerdict.Accept)
        {
            loop.State.Log.Debug($"{caller.Name} asked for {request.Target}: {verdict}");
            Refuse(stream, head, endStream, ResponseFlag.RefusedTarget, 403);
        }
        else if (request.Kind == TunnelRequestKind.Connect)
            InboundTcp.Create(loop, caller, target!, SourceOf(head), stream).Join(stream);
        else if (loop.Memory.MustShed())
            Refuse(stream, head, endStream, ResponseFlag.Overload, 503);
        else
            Become(exchanges.Rent().Between(caller, target!), stream, head, endStream);
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

    // Whoever calls by plain HBONE is no proxy of the mesh and has nothing to say here.
    private IpEndpoint SourceOf(HeaderBlock head) => (isHbone ? null : TunnelHead.ReadConnectSource(head)) ?? caller.Remote;

    private static void Become(HttpExchange exchange, HttpStream stream, HeaderBlock head, bool endStream)
    {
        stream.Handler = exchange;
        exchange.OnHeaders(stream, head, endStream);
    }

    private void Refuse(HttpStream stream, HeaderBlock head, bool endStream, ResponseFlag flag, int status)
    {
        loop.State.Metrics.Edge(new EdgeKey(TrafficSide.Inbound, "refused", true)).OnRefused(flag);
        Become(new RefusedExchange(loop, flag, status), stream, head, endStream);
    }
}
