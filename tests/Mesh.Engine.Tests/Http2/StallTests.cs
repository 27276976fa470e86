using System.Security.Cryptography;
using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>Writers that have to stop and readers that take their time.</summary>
public sealed class StallTests
{
    private const int Download = 100 * 1024 * 1024;

    [Fact]
    public void A_large_download_to_a_slow_reader_is_bit_exact()
    {
        // Steps that fit neither windows nor frames nor blocks, links that stop in the middle of frames.
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using var source = new Source(Download, expected);
        using var sink = new SlowSink();
        using var pair = new Http2Pair(() => source);
        pair.ServerLink.BytesPerFlush = 30_011;
        using var request = Blocks.Request("GET http a /");
        pair.Client.OpenStream(sink).SendHeaders(request, endStream: true);
        var step = 0;
        while (!sink.Ended)
        {
            pair.Loop.RunOnce(0);
            Assert.True(step < 100_000, $"stuck after {sink.Received} bytes");
            sink.Release((++step % 7) * 21_001);
            // Now and then nothing moves for a while, on either side.
            pair.ServerLink.IsStalled = step % 50 > 40;
            if (!pair.ServerLink.IsStalled)
                pair.ServerLink.ScheduleFlush();
        }

        Assert.Equal(Download, sink.Received);
        Assert.Equal(expected.GetHashAndReset(), sink.Hash());
        Assert.True(source.Stalls > 100, $"the writer stalled only {source.Stalls} times");
        Assert.Null(pair.Error);
    }

    [Fact]
    public void A_stalled_reader_does_not_stall_other_streams()
    {
        using var pair = new Http2Pair(() => new BodyPump(1_000_000, seed: 3) { IsServer = true });
        var stalled = new BodyPump(0, seed: 1) { Consumes = false };
        stalled.Begin(pair.Client.OpenStream(stalled));
        pair.RunUntil(() => stalled.Held == 64 * 1024);

        for (var i = 0; i < 5; i++)
        {
            var other = new BodyPump(200_000, seed: i);
            other.Begin(pair.Client.OpenStream(other));
            pair.RunUntil(() => other.ReceivedEnd);
            Assert.False(other.IsCorrupt);
            Assert.Equal(1_000_000, other.Received);
        }

        Assert.Equal(64 * 1024, stalled.Held);
        stalled.Consumes = true;
        stalled.Release(stalled.Held);
        pair.RunUntil(() => stalled.ReceivedEnd);
        Assert.False(stalled.IsCorrupt);
        Assert.Equal(1_000_000, stalled.Received);
    }

    [Fact]
    public void A_small_exchange_beside_a_bulk_one_waits_for_little()
    {
        var size = 50_000_000;
        using var pair = new Http2Pair(() => new BodyPump(size, seed: 3) { IsServer = true });
        var bulk = new BodyPump(0, seed: 1);
        bulk.Begin(pair.Client.OpenStream(bulk));
        pair.ServerLink.BytesPerFlush = 10_000;
        pair.RunUntil(() => bulk.Received > 1_000_000);

        for (var i = 0; i < 10; i++)
        {
            size = 100;
            var small = new BodyPump(0, seed: i);
            var before = pair.ServerLink.Moved;
            small.Begin(pair.Client.OpenStream(small));
            pair.RunUntil(() => small.ReceivedEnd);
            // What was in the output before it, and its turn among the waiting ones.
            Assert.InRange(pair.ServerLink.Moved - before, 100, 160 * 1024);
        }

        Assert.False(bulk.ReceivedEnd);
    }

    [Fact]
    public void Bulk_streams_share_the_link_evenly()
    {
        using var pair = new Http2Pair(() => new BodyPump(20_000_000, seed: 3) { IsServer = true });
        pair.ServerLink.BytesPerFlush = 50_000;
        var pumps = Enumerable.Range(0, 4).Select(i => new BodyPump(0, i)).ToList();
        foreach (var pump in pumps)
            pump.Begin(pair.Client.OpenStream(pump));
        pair.RunUntil(() => pumps.Sum(pump => pump.Received) > 20_000_000);
        Assert.All(pumps, pump => Assert.InRange(pump.Received, 4_000_000, 6_000_000));
    }

    /// <summary>Sends random bytes as long as the stream takes them, and hashes them.</summary>
    private sealed class Source(int length, IncrementalHash hash) : IHttpStreamHandler, IDisposable
    {
        private readonly HeaderBlock _response = Blocks.Response($"200 content-length={length}");
        private readonly Random _random = new(1);
        private readonly byte[] _chunk = new byte[37_123];
        private HttpStream _stream = null!;
        private int _left = length;

        internal int Stalls { get; private set; }

        public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
        {
            _stream = stream;
            stream.SendHeaders(_response, endStream: false);
            Send();
        }

        public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
        {
        }

        public void OnTrailers(HttpStream stream, HeaderBlock trailers)
        {
        }

        public void OnWritable(ByteStream stream) => Send();

        public void OnReset(ByteStream stream, StreamError error) => Assert.Fail(error.ToString());

        public void Dispose() => _response.Dispose();

        private void Send()
        {
            while (_left > 0 && _stream.SendCapacity > 0)
            {
                var part = _chunk.AsSpan(0, Math.Min(_left, _chunk.Length));
                _random.NextBytes(part);
                hash.AppendData(part);
                _left -= part.Length;
                _stream.SendData(part, endStream: _left == 0);
            }
            Stalls++;
        }
    }

    /// <summary>Consumes only what the test releases.</summary>
    private sealed class SlowSink : IHttpStreamHandler, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        private ByteStream? _stream;
        private int _held;

        internal long Received { get; private set; }

        internal bool Ended { get; private set; }

        public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
        {
        }

        public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            _stream = stream;
            _hash.AppendData(data);
            _held += data.Length;
            Received += data.Length;
            Ended = endStream;
        }

        public void OnTrailers(HttpStream stream, HeaderBlock trailers)
        {
        }

        public void OnWritable(ByteStream stream)
        {
        }

        public void OnReset(ByteStream stream, StreamError error) => Assert.Fail(error.ToString());

        public void Dispose() => _hash.Dispose();

        internal byte[] Hash() => _hash.GetHashAndReset();

        internal void Release(int count)
        {
            count = Math.Min(count, _held);
            _held -= count;
            _stream?.Consumed(count);
        }
    }
}
