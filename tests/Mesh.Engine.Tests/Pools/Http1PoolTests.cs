using Mesh.Engine.Sockets;

namespace Mesh.Engine.Tests.Pools;

public sealed class Http1PoolTests
{
    [Fact]
    public void A_request_waits_for_its_connection()
    {
        using var bench = PoolBench.Http1();

        bench.Ask("/a");

        Assert.Equal("", bench.Turn());
        Assert.Equal((1, 1, 0), (bench.Pool.Waiting, bench.Pool.Connections, bench.Pool.ActiveStreams));
        Assert.Equal("0:/a", bench.Establish(0));
        Assert.Equal((0, 1, 1), (bench.Pool.Waiting, bench.Pool.Connections, bench.Pool.ActiveStreams));
    }

    [Fact]
    public void An_idle_connection_is_used_again()
    {
        using var bench = PoolBench.Http1();
        var first = bench.Ask("/a");
        bench.Establish(0);
        Assert.False(first.Stream.OnReusedConnection);
        bench.Respond(0);

        var second = bench.Ask("/b");

        Assert.Equal("0:/b", bench.Turn());
        Assert.True(second.Stream.OnReusedConnection);
        Assert.Equal(1, bench.Pool.Connections);
    }

    [Fact]
    public void The_most_recently_used_connection_comes_first()
    {
        using var bench = PoolBench.Http1();
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Establish(0);
        bench.Establish(1);
        bench.Respond(1);
        bench.Respond(0);

        bench.Ask("/c");
        Assert.Equal("0:/c", bench.Turn());
        bench.Ask("/d");
        Assert.Equal("1:/d", bench.Turn());
    }

    [Fact]
    public void At_the_limit_requests_wait_in_order()
    {
        using var bench = PoolBench.Http1(options => options with { MaxConnections = 2 });
        foreach (var path in (string[])["/a", "/b", "/c", "/d"])
            bench.Ask(path);
        Assert.Equal(2, bench.Pool.Connections);
        bench.Establish(0);
        bench.Establish(1);
        Assert.Equal(2, bench.Pool.Waiting);

        Assert.Equal("1:/c", bench.Respond(1));
        Assert.Equal("0:/d", bench.Respond(0));
        Assert.Equal((0, 2, 2), (bench.Pool.Waiting, bench.Pool.Connections, bench.Pool.ActiveStreams));
    }

    [Fact]
    public void Whichever_connection_is_free_first_serves_the_oldest()
    {
        using var bench = PoolBench.Http1();
        bench.Ask("/a");
        bench.Establish(0);
        bench.Ask("/b");

        Assert.Equal("0:/b", bench.Respond(0));
        Assert.Equal("", bench.Establish(1));
        bench.Ask("/c");
        Assert.Equal("1:/c", bench.Turn());
    }

    [Fact]
    public void Each_unused_connection_closes_after_its_own_time()
    {
        using var bench = PoolBench.Http1();
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Establish(0);
        bench.Establish(1);
        bench.Respond(0);
        bench.Advance(3);
        bench.Respond(1);

        Assert.Equal("0:Graceful", bench.Advance(1.1));
        Assert.Equal("", bench.Advance(2.8));
        Assert.Equal("1:Graceful", bench.Advance(0.2));
        Assert.True(bench.Pool.IsEmpty);
    }

    [Fact]
    public void Use_begins_the_idle_time_anew()
    {
        using var bench = PoolBench.Http1();
        bench.Ask("/a");
        bench.Establish(0);
        bench.Respond(0);
        bench.Advance(3);
        bench.Ask("/b");
        Assert.Equal("0:/b", bench.Turn());
        Assert.Equal("", bench.Advance(60));
        bench.Respond(0);

        Assert.Equal("", bench.Advance(3.9));
        Assert.Equal("0:Graceful", bench.Advance(0.2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_connection_that_the_peer_ended_is_not_used_again(bool noticed)
    {
        using var bench = PoolBench.Http1();
        bench.Ask("/a");
        bench.Establish(0);
        bench.Respond(0);
        bench.EndInput(0);
        if (noticed)
            Assert.Equal("0:Graceful", bench.Turn());

        var request = bench.Ask("/b");
        bench.Turn();

        Assert.Equal("1:/b", bench.Establish(1));
        Assert.Equal("opened", request.Answer);
        Assert.Equal(1, bench.Pool.Connections);
    }

    [Fact]
    public void A_connection_that_broke_or_that_the_peer_spoke_on_is_not_used_again()
    {
        using var bench = PoolBench.Http1();
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Establish(0);
        bench.Establish(1);
        bench.Respond(0);
        bench.Respond(1);
        Assert.Equal("0:Reset", bench.Fail(0, CloseReason.Reset));
        Assert.Equal("1:Aborted", bench.Send(1, "HTTP/1.1 200 OK\r\n\r\n"u8.ToArray()));
        Assert.True(bench.Pool.IsEmpty);

        bench.Ask("/c");

        Assert.Equal("2:/c", bench.Establish(2));
    }

    [Fact]
    public void What_waits_gets_a_new_connection_when_one_ends_with_its_exchange()
    {
        using var bench = PoolBench.Http1(options => options with { MaxConnections = 1 });
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Ask("/c");
        bench.Establish(0);

        Assert.Equal("0:Graceful", bench.Respond(0, "Connection: close\r\n"));
        Assert.Equal("1:/b", bench.Establish(1));
        Assert.Equal("1:Reset", bench.Fail(1, CloseReason.Reset));
        Assert.Equal("2:/c", bench.Establish(2));
    }

    [Fact]
    public void A_withdrawn_request_hears_nothing()
    {
        using var bench = PoolBench.Http1();
        var request = bench.Ask("/a");

        request.TakeBack();

        Assert.Equal("", bench.Establish(0));
        Assert.Equal("", request.Answer);
        bench.Ask("/b");
        Assert.Equal("0:/b", bench.Turn());
    }

    [Fact]
    public void A_drained_pool_closes_what_is_idle_now_and_what_is_busy_after_its_exchange()
    {
        using var bench = PoolBench.Http1(options => options with { MaxConnections = 2 });
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Establish(0);
        bench.Establish(1);
        bench.Respond(0);

        bench.Pool.Drain();

        Assert.Equal("0:Graceful", bench.Turn());
        Assert.Equal("1:Graceful", bench.Respond(1));
        Assert.True(bench.Pool.IsEmpty);
    }

    [Fact]
    public void A_drained_pool_still_serves_what_waits()
    {
        using var bench = PoolBench.Http1(options => options with { MaxConnections = 1 });
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Establish(0);

        bench.Pool.Drain();

        Assert.Equal("0:/b", bench.Respond(0));
        Assert.Equal("0:Graceful", bench.Respond(0));
        Assert.True(bench.Pool.IsEmpty);
    }
}
