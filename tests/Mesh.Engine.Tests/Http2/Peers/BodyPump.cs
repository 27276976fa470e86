using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;

namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>
/// Sends a body that its seed determines, as fast as the stream takes it, and checks that the received body is the one that its own seed
/// determines. Consumes as told: at once, or only when the test lets it.
/// </summary>
internal sealed class BodyPump : IHttpStreamHandler
{
    private readonly byte[] _chunk;
    private long _left;
    private long _sentAt;
    private int _peerSeed;
    private int _held;

    internal BodyPump(long sends, int seed, int chunkSize = 10_000)
    {
        _left = sends;
        Seed = seed;
        _chunk = new byte[chunkSize];
    }

    private int Seed { get; }

    internal HttpStream? Stream { get; set; }

    /// <summary>Whether received data is consumed at once.</summary>
    internal bool Consumes { get; set; } = true;

    internal long Received { get; private set; }

    internal bool ReceivedEnd { get; private set; }

    internal bool IsCorrupt { get; private set; }

    internal StreamError? Error { get; private set; }

    internal int Held => _held;

    /// <summary>Whether this is the server's side of the exchange.</summary>
    internal bool IsServer { get; init; }

    internal static byte ByteAt(int seed, long position) => (byte)((position * 31) + (position >> 8) + (position >> 16) + seed);

    /// <summary>Sends the request and as much of its body as the stream takes.</summary>
    internal void Begin(HttpStream stream, string path = "/")
    {
        Stream = stream;
        using var request = Blocks.Request($"POST http a {path} seed={Seed}");
        stream.SendHeaders(request, endStream: false);
        Pump();
    }

    public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
    {
        Stream = stream;
        ReceivedEnd = endStream;
        Assert.True(head.TryGet("seed"u8, out var seed));
        _peerSeed = int.Parse(seed);
        if (!IsServer)
            return;
        using var response = Blocks.Response($"200 seed={Seed}");
        stream.SendHeaders(response, endStream: false);
        Pump();
    }

    public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        foreach (var value in data)
            IsCorrupt |= value != ByteAt(_peerSeed, Received++);
        ReceivedEnd = endStream;
        if (Consumes)
            stream.Consumed(data.Length);
        else
            _held += data.Length;
    }

    public void OnTrailers(HttpStream stream, HeaderBlock trailers) => ReceivedEnd = true;

    public void OnWritable(ByteStream stream) => Pump();

    public void OnReset(ByteStream stream, StreamError error) => Error = error;

    /// <summary>Consumes up to <paramref name="count"/> bytes of what was held.</summary>
    internal void Release(int count)
    {
        count = Math.Min(count, _held);
        _held -= count;
        Stream!.Consumed(count);
    }

    internal void Pump()
    {
        while (Stream!.CanSend && Stream.SendCapacity > 0)
        {
            var count = (int)Math.Min(_left, _chunk.Length);
            for (var i = 0; i < count; i++)
                _chunk[i] = ByteAt(Seed, _sentAt + i);
            _sentAt += count;
            _left -= count;
            Stream.SendData(_chunk.AsSpan(0, count), endStream: _left == 0);
        }
    }
}
