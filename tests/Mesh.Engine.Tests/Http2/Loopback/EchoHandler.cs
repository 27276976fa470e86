using System.Text;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Http2.Loopback;

/// <summary>
/// Answers <c>/echo</c> with what it gets, with backpressure and the trailer <c>x-length</c>; <c>/bytes/N</c> with N bytes; all else
/// with the method and the value of <c>x-in</c>. Accepts every CONNECT and echoes.
/// </summary>
internal sealed class EchoHandler : IHttpStreamHandler
{
    private static readonly byte[] Chunk = new byte[16 * 1024];

    private long _left;
    private long _length;
    private int _owed;
    private bool _echoes;
    private bool _isTunnel;

    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        using var response = new HeaderBlock { Status = 200 };
        var path = Encoding.ASCII.GetString(head.Path);
        _isTunnel = head.Method.SequenceEqual("CONNECT"u8);
        _echoes = _isTunnel || path == "/echo";
        if (_isTunnel)
            response.Protocol = head.Protocol;
        if (_echoes)
        {
            stream.SendHeaders(response, endStream: false);
            if (endStream)
                End(stream);
        }
        else if (path.StartsWith("/bytes/", StringComparison.Ordinal))
        {
            _left = long.Parse(path["/bytes/".Length..]);
            response.Add("content-length"u8, head.Path["/bytes/"u8.Length..]);
            stream.SendHeaders(response, endStream: _left == 0);
            SendBytes(stream);
        }
        else
        {
            head.TryGet("x-in"u8, out var value);
            response.Add("x-out"u8, value);
            stream.SendHeaders(response, endStream: false);
            stream.SendData(head.Method, endStream: true);
        }
    }

    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (!_echoes)
        {
            stream.Consumed(data.Length);
            return;
        }
        _length += data.Length;
        stream.SendData(data, endStream: false);
        if (endStream)
            End((HttpStream)stream);
        else if (stream.SendCapacity > 0)
            stream.Consumed(data.Length);
        else
            _owed += data.Length;
    }

    public void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
        if (_echoes)
            End(stream);
    }

    public void OnWritable(ByteStream stream)
    {
        stream.Consumed(_owed);
        _owed = 0;
        SendBytes(stream);
    }

    public void OnReset(ByteStream stream, StreamError error) => _left = 0;

    private void End(HttpStream stream)
    {
        if (_isTunnel)
        {
            stream.SendData(default, endStream: true);
            return;
        }
        using var trailers = new HeaderBlock();
        trailers.Add("x-length"u8, Encoding.ASCII.GetBytes(_length.ToString()));
        stream.SendTrailers(trailers);
    }

    private void SendBytes(ByteStream stream)
    {
        while (_left > 0 && stream.SendCapacity > 0)
        {
            var count = (int)Math.Min(_left, Chunk.Length);
            _left -= count;
            stream.SendData(Chunk.AsSpan(0, count), endStream: _left == 0);
        }
    }
}
