using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Proxy.Http;

/// <summary>Listens to a stream whose exchange is over, in the exchange's place: what still comes is of no use to anyone.</summary>
internal sealed class FinishedHandler : IHttpStreamHandler
{
    private FinishedHandler()
    {
    }

    /// <summary>It has no state.</summary>
    internal static FinishedHandler Instance { get; } = new();

    /// <inheritdoc/>
    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
    }

    /// <inheritdoc/>
    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream) => stream.Consumed(data.Length);

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
}
