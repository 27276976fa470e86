using Mesh.Engine.Sockets;
using Mesh.Engine.Streams;

namespace Mesh.Engine.Tests.Pools;

/// <summary>What those who wait are told when a connection cannot be had.</summary>
public sealed class ConnectFailureTests
{
    [Theory]
    [InlineData(CloseReason.ConnectFailed, StreamError.ConnectFailed)]
    [InlineData(CloseReason.ConnectTimeout, StreamError.ConnectTimeout)]
    [InlineData(CloseReason.TlsFailed, StreamError.PeerRejected)]
    [InlineData(CloseReason.Reset, StreamError.ConnectFailed)]
    public void The_reason_is_passed_on(CloseReason reason, StreamError error)
    {
        foreach (var bench in (PoolBench[])[PoolBench.Http1(), PoolBench.Http2()])
        {
            using (bench)
            {
                var request = bench.Ask("/a");
                bench.Fail(0, reason);
                Assert.Equal($"{error}", request.Answer);
                Assert.True(bench.Pool.IsEmpty);
            }
        }
    }

    [Fact]
    public void One_http1_connection_fails_one_request_and_the_others_get_another_one()
    {
        using var bench = PoolBench.Http1(options => options with { MaxConnections = 1 });
        var first = bench.Ask("/a");
        bench.Ask("/b");

        bench.Fail(0, CloseReason.ConnectFailed);

        Assert.Equal("ConnectFailed", first.Answer);
        Assert.Equal("1:/b", bench.Establish(1));
    }

    [Fact]
    public void One_http2_connection_fails_all_that_wait_for_it()
    {
        using var bench = PoolBench.Http2();
        var requests = new[] { bench.Ask("/a"), bench.Ask("/b") };

        bench.Fail(0, CloseReason.ConnectFailed);

        Assert.All(requests, request => Assert.Equal("ConnectFailed", request.Answer));
        bench.Ask("/c");
        Assert.Equal("1:/c", bench.Establish(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_request_may_be_made_again_from_its_failure(bool http2)
    {
        using var bench = http2 ? PoolBench.Http2() : PoolBench.Http1();
        bench.Ask("/a").WhenFailed = () => bench.Ask("/again");

        bench.Fail(0, CloseReason.ConnectFailed);

        Assert.Equal((1, 1), (bench.Pool.Waiting, bench.Pool.Connections));
        Assert.Equal("1:/again", bench.Establish(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_sent_to_a_peer_that_is_not_the_expected_one(bool http2)
    {
        using var bench = http2 ? PoolBench.Http2(Refuse) : PoolBench.Http1(Refuse);
        var request = bench.Ask("/a");

        Assert.Equal(http2 ? "0:Aborted" : "0:Graceful", bench.Establish(0));

        Assert.Equal("PeerRejected: a stranger", request.Answer);
        Assert.True(bench.Pool.IsEmpty);

        static Engine.Pools.PoolOptions Refuse(Engine.Pools.PoolOptions options) => options with { Verify = _ => "a stranger" };
    }
}
