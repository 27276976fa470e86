using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Pools;

public sealed class Http2PoolTests
{
    [Fact]
    public void Requests_share_one_connection()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Ask("/b");
        Assert.Equal((2, 1), (bench.Pool.Waiting, bench.Pool.Connections));

        Assert.Equal("0:/a 0:/b", bench.Establish(0));
        bench.Ask("/c");
        Assert.Equal("0:/c", bench.Turn());
        Assert.Equal((0, 1, 3), (bench.Pool.Waiting, bench.Pool.Connections, bench.Pool.ActiveStreams));
    }

    [Fact]
    public void A_full_connection_gets_a_second_one_beside_it()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Establish(0, maxStreams: 1);

        bench.Ask("/b");
        bench.Ask("/c");

        Assert.Equal((2, 3), (bench.Pool.Waiting, bench.Pool.Connections));
        Assert.Equal("0:/b", bench.RespondTo(0, 1));
        Assert.Equal("1:/c", bench.Establish(1));
    }

    [Fact]
    public void At_the_limit_requests_wait_in_order()
    {
        using var bench = PoolBench.Http2(options => options with { MaxConnections = 1 });
        bench.Ask("/a");
        bench.Establish(0, maxStreams: 1);
        bench.Ask("/b");
        bench.Ask("/c");

        Assert.Equal(1, bench.Pool.Connections);
        Assert.Equal("0:/b", bench.RespondTo(0, 1));
        Assert.Equal("0:/c", bench.RespondTo(0, 3));
    }

    [Fact]
    public void The_connection_with_the_fewest_streams_is_used()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Establish(0, maxStreams: 2);
        bench.Ask("/c");
        bench.Establish(1, maxStreams: 2);
        bench.RespondTo(0, 1);
        bench.RespondTo(0, 3);

        bench.Ask("/d");

        Assert.Equal("0:/d", bench.Turn());
    }

    [Theory]
    [InlineData(1, "0:/ws 0:/b", "opened")]
    [InlineData(0, "0:/b", "Protocol: the server takes no upgrade over HTTP/2")]
    public void An_upgrade_waits_for_the_servers_settings(uint allowed, string expected, string answer)
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Connect(0);
        Assert.Equal("0:/a", bench.Turn());
        var upgrade = bench.Ask("/ws", "websocket");
        bench.Ask("/b");
        Assert.Equal("", bench.Turn());
        Assert.Equal((2, 1), (bench.Pool.Waiting, bench.Pool.Connections));

        Assert.Equal(expected, bench.Send(0, Wire.Settings((SettingId.EnableConnectProtocol, allowed))));
        Assert.Equal(answer, upgrade.Answer);
    }

    [Fact]
    public void A_connection_leaves_when_half_of_the_others_room_would_have_done_for_a_while()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Establish(0, maxStreams: 4);
        foreach (var path in new[] { "/b", "/c", "/d", "/e" })
            bench.Ask(path);
        Assert.Equal("0:/b 0:/c 0:/d 1:/e", bench.Establish(1, maxStreams: 4));
        foreach (var stream in new[] { 1, 3, 5 })
            Assert.Equal("", bench.RespondTo(0, stream));

        Assert.Equal("", bench.RespondTo(0, 7));
        Assert.Equal("", bench.Advance(11));
        Assert.Equal("0:GoAway 0:Graceful", bench.Advance(11));
        bench.Ask("/f");
        Assert.Equal("1:/f", bench.Turn());
        Assert.Equal(1, bench.Pool.Connections);
    }

    [Fact]
    public void An_unused_connection_is_closed_with_a_goaway()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Establish(0);
        Assert.Equal("", bench.Advance(600));
        bench.RespondTo(0, 1);

        Assert.Equal("", bench.Advance(299));
        Assert.Equal("0:GoAway 0:Graceful", bench.Advance(2));
        Assert.True(bench.Pool.IsEmpty);
    }

    [Fact]
    public void Use_begins_the_idle_time_anew()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Establish(0);
        bench.RespondTo(0, 1);
        bench.Advance(200);
        bench.Ask("/b");
        bench.Turn();
        Assert.Equal("", bench.Advance(200));
        bench.RespondTo(0, 3);

        Assert.Equal("", bench.Advance(200));
        Assert.Equal("0:GoAway 0:Graceful", bench.Advance(101));
    }

    [Fact]
    public void After_its_lifetime_a_connection_only_finishes_what_it_has()
    {
        using var bench = PoolBench.Http2(options => options with { LifetimeMilliseconds = _ => 60_000 });
        var old = bench.Ask("/a");
        bench.Establish(0);
        Assert.Equal("0:GoAway", bench.Advance(61));

        bench.Ask("/b");

        Assert.Equal("1:/b", bench.Establish(1));
        Assert.Equal("0:Graceful", bench.RespondTo(0, 1));
        Assert.Equal("[204].", old.Log);
        Assert.Equal(1, bench.Pool.Connections);
    }

    [Fact]
    public void A_connection_that_the_server_retires_takes_no_more()
    {
        using var bench = PoolBench.Http2();
        var kept = bench.Ask("/a");
        var refused = bench.Ask("/b");
        bench.Establish(0);

        bench.Send(0, Wire.GoAway(1));

        Assert.Equal("!Refused", refused.Log);
        bench.Ask("/c");
        Assert.Equal("1:/c", bench.Establish(1));
        bench.RespondTo(0, 1);
        Assert.Equal("[204].", kept.Log);
        Assert.Equal(1, bench.Pool.Connections);
    }

    [Fact]
    public void A_lost_connection_is_not_used_again()
    {
        using var bench = PoolBench.Http2(options => options with { MaxConnections = 1 });
        var lost = bench.Ask("/a");
        bench.Establish(0, maxStreams: 1);
        bench.Ask("/b");

        bench.Fail(0, CloseReason.Reset);

        Assert.Equal("!ConnectionLost", lost.Log);
        Assert.Equal("1:/b", bench.Establish(1));
        Assert.Equal(1, bench.Pool.Connections);
    }

    [Fact]
    public void A_withdrawn_request_hears_nothing()
    {
        using var bench = PoolBench.Http2();
        var request = bench.Ask("/a");

        request.TakeBack();

        Assert.Equal("", bench.Establish(0));
        Assert.Equal("", request.Answer);
        Assert.Equal("0:GoAway 0:Graceful", bench.Advance(301));
    }

    [Fact]
    public void A_drained_pool_closes_what_is_idle_now_and_what_is_busy_after_its_streams()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");
        bench.Ask("/b");
        bench.Establish(0, maxStreams: 1);

        bench.Pool.Drain();

        Assert.False(bench.Pool.IsEmpty);
        bench.Turn();
        bench.RespondTo(0, 1);
        bench.RespondTo(0, 3);
        Assert.True(bench.Pool.IsEmpty);
    }

    [Fact]
    public void A_pool_drained_before_its_connection_is_there_serves_what_waits()
    {
        using var bench = PoolBench.Http2();
        bench.Ask("/a");

        bench.Pool.Drain();

        Assert.Equal("0:/a", bench.Establish(0));
        Assert.Equal("0:GoAway 0:Graceful", bench.RespondTo(0, 1));
        Assert.True(bench.Pool.IsEmpty);
    }
}
