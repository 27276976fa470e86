using Mesh.Engine.Http;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>In steady state an exchange allocates nothing, on neither side. Alone, because other tests would take arrays out of the shared pool.</summary>
[CollectionDefinition("Http2 allocations", DisableParallelization = true)]
[Collection("Http2 allocations")]
public sealed class AllocationTests
{
    private const int Rounds = 150;
    private const int Concurrent = 20;

    [Fact]
    public void Exchanges_allocate_nothing()
    {
        using var server = new Exchange("200 content-type=application/json server=test x-request-id=0123456789abcdef", answers: true);
        using var pair = new Http2Pair(() => server);
        using var client = new Exchange(
            "GET http catalog.shop:80 /products?id=1 accept=application/json user-agent=test x-request-id=0123456789abcdef authorization=secret cookie=a=b te=trailers",
            answers: false);

        var least = Enumerable.Range(0, 5).Min(_ => Measure(pair, client));

        Assert.Equal(0, least);
        Assert.Equal(5 * Rounds * Concurrent, client.Ended);
        Assert.Equal(0, pair.Client.ActiveStreams);
    }

    private static long Measure(Http2Pair pair, Exchange client)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Concurrent; i++)
                client.Begin(pair.Client.OpenStream(client));
            while (pair.Client.ActiveStreams > 0)
                pair.Loop.RunOnce(0);
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A POST with a body and trailers, answered the same way.</summary>
    private sealed class Exchange(string head, bool answers) : IHttpStreamHandler, IDisposable
    {
        private static readonly byte[] Body = new byte[1016];

        private readonly HeaderBlock _head = answers ? Blocks.Response(head) : Blocks.Request(head);
        private readonly HeaderBlock _trailers = Blocks.Response("0 grpc-status=0");

        internal int Ended { get; private set; }

        internal void Begin(HttpStream stream)
        {
            stream.SendHeaders(_head, endStream: false);
            stream.SendData(Body, endStream: false);
            stream.SendTrailers(_trailers);
        }

        public void OnHeaders(HttpStream stream, HeaderBlock head, bool endStream)
        {
        }

        public void OnData(ByteStream stream, ReadOnlySpan<byte> data, bool endStream) => stream.Consumed(data.Length);

        public void OnTrailers(HttpStream stream, HeaderBlock trailers)
        {
            Ended++;
            if (answers)
                Begin(stream);
        }

        public void OnWritable(ByteStream stream)
        {
        }

        public void OnReset(ByteStream stream, StreamError error) => Assert.Fail(error.ToString());

        public void Dispose()
        {
            _head.Dispose();
            _trailers.Dispose();
        }
    }
}
