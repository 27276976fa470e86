using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Counts complete messages and, as a server, answers each the same way. Allocates nothing.</summary>
internal sealed class CountingHandler : IHttpServer, IHttp1ClientOwner, IHttpStreamHandler, IDisposable
{
    private readonly HeaderBlock _response = Blocks.Response("200 content-type=text/plain server=test");

    internal int Ended { get; set; }

    internal bool Answers { get; set; }

    public IHttpStreamHandler OnStream(HttpStream stream) => this;

    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream) => End((HttpStream)stream, endStream);

    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        stream.Consumed(data.Length);
        End((HttpStream)stream, endStream);
    }

    public void OnTrailers(HttpStream stream, HeaderBlock trailers) => End(stream, true);

    public void OnWritable(ByteStream stream)
    {
    }

    public void OnReset(ByteStream stream, StreamError error) => Assert.Fail(error.ToString());

    public void OnConnectionClosed()
    {
    }

    public void OnConnected(Http1ClientConnection connection)
    {
    }

    public void OnIdle(Http1ClientConnection connection)
    {
    }

    public void OnClosed(Http1ClientConnection connection, CloseReason reason)
    {
    }

    public void Dispose() => _response.Dispose();

    private void End(HttpStream stream, bool endStream)
    {
        if (!endStream)
            return;
        Ended++;
        if (!Answers)
            return;
        stream.SendHeaders(_response, false);
        stream.SendData("hello"u8, false);
        stream.SendData("world"u8, true);
    }
}
