using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Loops;
using Mesh.Engine.Tests.TestDoubles;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Alone, because other tests would take arrays out of the shared pool.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests : IDisposable
{
    private const int Exchanges = 5000;

    private readonly EventLoop _loop = new();
    private readonly HeaderBlock _request = Blocks.Request("POST http catalog.shop:80 /products?id=1 content-length=5 accept=text/plain user-agent=test x-request-id=0123456789");
    private readonly CountingHandler _handler = new();

    [Fact]
    public void Serving_allocates_nothing()
    {
        var connection = new MemoryConnection(_loop, new RecordingHandler());
        _ = new Http1ServerConnection(connection, Http1Options.Default, _handler);
        _handler.Answers = true;
        var requests = Heads.Bytes(
            "GET /products HTTP/1.1\r\nHost: catalog.shop\r\nUser-Agent: test\r\nAccept: */*\r\nConnection: keep-alive, X\r\nX: y\r\n\r\n"
            + "POST / HTTP/1.1\r\nHost: catalog.shop\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n"
            + "POST / HTTP/1.1\r\nHost: catalog.shop\r\nContent-Length: 5\r\n\r\nhello");
        AssertAllocatesNothing(connection, requests, exchanges: 3, () => { });
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var connection = new MemoryConnection(_loop, new RecordingHandler());
        var client = new Http1ClientConnection(connection, Http1Options.Default, _handler);
        var response = Heads.Bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: test\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n");
        AssertAllocatesNothing(connection, response, exchanges: 1, () =>
        {
            var stream = client.OpenStream(_handler);
            stream.SendHeaders(_request, false);
            stream.SendData("hello"u8, true);
        });
    }

    public void Dispose()
    {
        _request.Dispose();
        _handler.Dispose();
        _loop.Dispose();
    }

    private void AssertAllocatesNothing(MemoryConnection connection, byte[] received, int exchanges, Action begin)
    {
        // The first batch warms up; a garbage collection may empty the array pool in another.
        var least = Enumerable.Range(0, 3).Min(_ => Batch());
        Assert.Equal(0, least);
        Assert.Equal(3 * Exchanges * exchanges, _handler.Ended);
        connection.Abort();

        long Batch()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Exchanges; i++)
                Round();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Round()
        {
            begin();
            connection.Feed(received);
            _loop.RunOnce(0);
            Assert.True(connection.DropSent() > 0);
        }
    }
}
