using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>
/// Does at each event something that a handler may do: sends, ends, sends trailers, resets, consumes now, later or never. Fails when it
/// hears anything after the end of its exchange.
/// </summary>
internal sealed class ChaosHandler(Random random, bool isServer) : IHttpStreamHandler
{
    private static readonly byte[] Data = new byte[40_000];

    private HttpStream _stream = null!;
    private bool _headSent;
    private bool _sendEnded;
    private bool _receiveEnded;
    private bool _broken;
    private int _held;

    internal bool IsOver => _broken || (_sendEnded && _receiveEnded);

    internal void Begin(HttpStream stream)
    {
        _stream = stream;
        Act();
    }

    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        Hear(stream, endStream && head.Status is 0 or >= 200);
        Act();
    }

    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        _held += data.Length;
        Hear(stream, endStream);
        Act();
    }

    public void OnTrailers(HttpStream stream, HeaderBlock trailers)
    {
        Hear(stream, true);
        Act();
    }

    public void OnWritable(ByteStream stream)
    {
        Hear(stream, false);
        Act();
    }

    public void OnReset(ByteStream stream, StreamError error)
    {
        Hear(stream, false);
        _broken = true;
    }

    /// <summary>One or several steps towards an end.</summary>
    internal void Act()
    {
        for (var steps = random.Next(3); steps >= 0 && !IsOver; steps--)
            Step();
    }

    private void Hear(ByteStream stream, bool end)
    {
        Assert.False(IsOver, "an event after the end");
        _stream ??= (HttpStream)stream;
        Assert.Same(_stream, stream);
        Assert.False(_receiveEnded && end);
        _receiveEnded |= end;
    }

    private void Step()
    {
        switch (random.Next(12))
        {
            case < 5 when !_headSent:
                SendHead();
                break;
            case < 5 when !_sendEnded && _stream.SendCapacity > 0:
                Send();
                break;
            case < 7 when _headSent && !_sendEnded:
                SendTrailers();
                break;
            case 10:
                _broken = true;
                _stream.Reset((StreamError)random.Next(10));
                break;
            case 11:
                break;
            default:
                var count = random.Next(_held + 1);
                _held -= count;
                _stream.Consumed(count);
                break;
        }
    }

    private void SendHead()
    {
        var isInterim = isServer && random.Next(5) == 0;
        using var head = isServer ? Blocks.Response(isInterim ? "103 a=b" : "200 a=b x=" + random.Next(9)) : Blocks.Request("POST http a / a=b x=" + random.Next(9));
        var end = !isInterim && random.Next(5) == 0;
        _headSent = !isInterim;
        _sendEnded = end;
        _stream.SendHeaders(head, end);
    }

    private void Send()
    {
        _sendEnded = random.Next(4) == 0;
        _stream.SendData(Data.AsSpan(0, random.Next(random.Next(2) == 0 ? 10 : Data.Length)), _sendEnded);
    }

    private void SendTrailers()
    {
        using var trailers = Blocks.Response("0 t=u");
        _sendEnded = true;
        _stream.SendTrailers(trailers);
    }
}
