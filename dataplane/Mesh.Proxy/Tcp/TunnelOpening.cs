using Mesh.Engine.Http;
using Mesh.Engine.Pools;
using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Tcp;

/// <summary>Opens a CONNECT stream of a tunnel for an exchange.</summary>
internal sealed class TunnelOpening : StreamRequester, IUpstreamOpening, IHttpStreamHandler
{
    private readonly TcpExchange _exchange;
    private readonly byte[] _target;
    private readonly byte[] _service;
    private readonly IpEndpoint _source;
    private HttpStream? _stream;
    private bool _isOver;

    /// <summary>Asks <paramref name="pool"/> for a stream.</summary>
    internal TunnelOpening(TcpExchange exchange, StreamPool pool, byte[] target, byte[] service, IpEndpoint source)
    {
        _exchange = exchange;
        _target = target;
        _service = service;
        _source = source;
        Ask(pool);
    }

    /// <inheritdoc/>
    protected override IHttpStreamHandler StreamHandler => this;

    /// <inheritdoc/>
    public void Cancel()
    {
        if (_isOver)
            return;
        _isOver = true;
        Withdraw();
        _stream?.Reset(StreamError.Cancelled);
    }

    /// <inheritdoc/>
    protected override void OnStreamOpened(HttpStream stream)
    {
        _stream = stream;
        using var head = new HeaderBlock();
        TunnelHead.WriteConnect(head, _target, _service, _source);
        stream.SendHeaders(head, endStream: false);
    }

    /// <inheritdoc/>
    protected override void OnStreamFailed(StreamError error, string? detail) => Fail(error);

    void IHttpStreamHandler.OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        if (_isOver || head.Status < 200)
            return;
        if (head.Status >= 300 || endStream)
        {
            stream.Reset(StreamError.Cancelled);
            // The callee's proxy refused the target: another endpoint would be asked for the same.
            Fail(head.Status == 503 ? StreamError.ConnectFailed : StreamError.Protocol);
            return;
        }
        _isOver = true;
        _exchange.OnUpstreamOpened(stream);
    }

    void IHttpStreamHandler.OnTrailers(HttpStream stream, HeaderBlock trailers) => Fail(StreamError.Protocol);

    void IByteStreamHandler.OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream) => stream.Consumed(data.Length);

    void IByteStreamHandler.OnWritable(ByteStream stream)
    {
    }

    void IByteStreamHandler.OnReset(ByteStream stream, StreamError error) => Fail(error);

    private void Fail(StreamError error)
    {
        if (_isOver)
            return;
        _isOver = true;
        _exchange.OnUpstreamFailed(error);
    }
}
