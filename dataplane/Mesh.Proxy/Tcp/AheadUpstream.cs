using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Tcp;

/// <summary>Listens to an upstream that was opened ahead: the first byte or end from it is the verdict, then it is the relay's.</summary>
internal sealed class AheadUpstream(TcpExchange exchange, IAheadOwner owner) : IHttpStreamHandler
{
    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        owner.OnServerSpoke();
        if (stream.Handler is { } relay && !ReferenceEquals(relay, this))
            relay.OnData(stream, data, endStream);
        else
            stream.Reset(StreamError.Cancelled);
    }

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error) => exchange.OnAheadLost();

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        if (endStream)
            OnData(stream, default, endStream: true);
    }

    /// <inheritdoc/>
    public void OnTrailers(HttpStream stream, HeaderBlock trailers) => OnData(stream, default, endStream: true);
}
