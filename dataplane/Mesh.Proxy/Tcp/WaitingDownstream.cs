using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Tcp;

/// <summary>Listens to a downstream while its upstream is being opened.</summary>
internal sealed class WaitingDownstream(TcpExchange exchange) : IHttpStreamHandler
{
    // A connection is not read yet, and a tunnel's caller waits for the 200 before it sends bytes: what comes has no place to go.
    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        exchange.OnDownstreamLost();
        stream.Reset(StreamError.Protocol);
    }

    /// <inheritdoc/>
    public void OnWritable(ByteStream stream)
    {
    }

    /// <inheritdoc/>
    public void OnReset(ByteStream stream, StreamError error) => exchange.OnDownstreamLost();

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
    }

    /// <inheritdoc/>
    public void OnTrailers(HttpStream stream, HeaderBlock trailers) => OnData(stream, default, endStream: true);
}
