using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Pools;

/// <summary>How many connections an HTTP/2 pool has, for peers that allow few streams on each.</summary>
public sealed class Http2GrowthTests
{
    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(1, 20, 8)]
    [InlineData(3, 5, 2)]
    [InlineData(10, 5, 1)]
    public void Those_that_wait_get_several_connections_at_a_time(uint maxStreams, int waiting, int begun)
    {
        using var bench = Full(maxStreams);
        Ask(bench, waiting);
        Assert.Equal((waiting, 1 + begun), (bench.Pool.Waiting, bench.Pool.Connections));
    }

    [Fact]
    public void Established_ones_make_room_for_more_at_a_time()
    {
        using var bench = Full(1);
        Ask(bench, 12);
        Assert.Equal("1:/r0", bench.Establish(1, maxStreams: 1));
        Assert.Equal("2:/r1", bench.Establish(2, maxStreams: 1));
        Assert.Equal((10, 1 + 2 + 8), (bench.Pool.Waiting, bench.Pool.Connections));
    }

    [Fact]
    public void A_peer_that_has_not_said_what_it_allows_gets_one_connection()
    {
        using var bench = PoolBench.Http2();
        Ask(bench, 250);
        Assert.Equal((250, 1), (bench.Pool.Waiting, bench.Pool.Connections));
    }

    [Fact]
    public void A_connection_without_settings_yet_gets_what_the_peer_usually_allows()
    {
        using var bench = Full(2);
        Ask(bench, 3);
        bench.Connect(1);
        Assert.Equal("1:/r0 1:/r1", bench.Turn());
    }

    [Fact]
    public void Limits_may_change_at_any_time()
    {
        using var bench = Full(1);
        Assert.Equal("", bench.Send(0, Limit(0)));
        Ask(bench, 4);
        Assert.Equal((4, 1), (bench.Pool.Waiting, bench.Pool.Connections));
        Assert.Equal("0:/r0 0:/r1", bench.Send(0, Limit(3)));
        Assert.Equal((2, 2), (bench.Pool.Waiting, bench.Pool.Connections));
        Assert.Equal("", bench.Send(0, Limit(1)));
        Assert.Equal("", bench.RespondTo(0, 1) + bench.RespondTo(0, 3));
        Assert.Equal("0:/r2", bench.RespondTo(0, 5));
    }

    [Fact]
    public void A_peer_that_allows_no_stream_fails_those_that_wait_and_is_left()
    {
        using var bench = Full(1, waitMilliseconds: 5000);
        bench.Send(0, Limit(0));
        var early = bench.Ask("/early");
        bench.Advance(3);
        var later = bench.Ask("/later");
        Assert.Equal((2, 1), (bench.Pool.Waiting, bench.Pool.Connections));

        Assert.Equal("0:GoAway", bench.Advance(2.1));

        Assert.Equal(("ConnectTimeout: no stream within 5000 ms", ""), (early.Answer, later.Answer));
        Assert.Equal("1:/later", bench.Establish(1));
        Assert.Equal("0:Graceful", bench.RespondTo(0, 1));
    }

    [Fact]
    public void Nobody_waits_for_longer_than_the_time_for_it()
    {
        using var bench = PoolBench.Http2(options => options with { MaxConnections = 1, WaitMilliseconds = 5000 });
        bench.Ask("/a");
        bench.Establish(0, maxStreams: 1);
        var waiting = bench.Ask("/b");
        bench.Advance(6);
        Assert.Equal("ConnectTimeout: no stream within 5000 ms", waiting.Answer);
        bench.Ask("/c");
        Assert.Equal("0:/c", bench.RespondTo(0, 1));
    }

    [Fact]
    public void Who_was_served_in_time_hears_nothing_of_it()
    {
        using var bench = PoolBench.Http2(options => options with { WaitMilliseconds = 5000 });
        var request = bench.Ask("/a");
        bench.Establish(0);
        Assert.Equal("", bench.Advance(60));
        Assert.Equal("opened", request.Answer);
    }

    [Fact]
    public void A_connection_that_fails_beside_one_that_serves_fails_nobody()
    {
        using var bench = Full(1);
        var waiting = bench.Ask("/b");
        bench.Fail(1, CloseReason.ConnectFailed);
        Assert.Equal("", waiting.Answer);
        Assert.Equal("0:/b", bench.RespondTo(0, 1));
    }

    [Fact]
    public void A_peer_that_takes_no_further_connection_is_left_alone_for_a_second()
    {
        using var bench = Full(1);
        Ask(bench, 1);
        bench.Fail(1, CloseReason.Reset);
        Ask(bench, 10);
        bench.Advance(0.9);
        Assert.Equal((11, 1), (bench.Pool.Waiting, bench.Pool.Connections));
        bench.Advance(0.2);
        Assert.Equal((11, 9), (bench.Pool.Waiting, bench.Pool.Connections));
    }

    [Fact]
    public void A_pause_is_over_when_nothing_serves()
    {
        using var bench = Full(1);
        Ask(bench, 1);
        bench.Fail(1, CloseReason.Reset);
        bench.Fail(0, CloseReason.Reset);
        Assert.Equal("2:/r0", bench.Establish(2));
    }

    [Fact]
    public void The_last_of_those_that_fail_fails_all_that_wait()
    {
        using var bench = Full(1);
        Ask(bench, 2);
        bench.Fail(0, CloseReason.Reset);
        var waiting = bench.Ask("/b");
        bench.Fail(1, CloseReason.ConnectFailed);
        Assert.Equal("", waiting.Answer);
        for (var connection = 2; waiting.Answer.Length == 0; connection++)
            bench.Fail(connection, CloseReason.ConnectFailed);
        Assert.Equal("ConnectFailed", waiting.Answer);
        Assert.True(bench.Pool.IsEmpty);
    }

    [Fact]
    public void A_burst_that_comes_back_soon_finds_its_connections()
    {
        using var bench = Full(1);
        for (var burst = 0; burst < 4; burst++)
        {
            Ask(bench, 5);
            for (var connection = 1; burst == 0 && connection <= 5; connection++)
                bench.Establish(connection, maxStreams: 1);
            bench.Turn();
            Assert.Equal((0, 6, 6), (bench.Pool.Waiting, bench.Pool.Connections, bench.Pool.ActiveStreams));
            for (var connection = 1; connection <= 5; connection++)
                Assert.Equal("", bench.RespondTo(connection, 1 + (2 * burst)));
            Assert.Equal("", bench.Advance(6));
        }
        bench.Advance(11);
        bench.Advance(11);
        // One stream is left, and half of the room of two would not do for more.
        Assert.Equal(3, bench.Pool.Connections);
    }

    private static byte[] Limit(uint streams) => Wire.Settings((SettingId.MaxConcurrentStreams, streams));

    // A pool with one stream on its connection, and whatever more that has room for.
    private static PoolBench Full(uint maxStreams, long waitMilliseconds = long.MaxValue)
    {
        var bench = PoolBench.Http2(options => options with { WaitMilliseconds = waitMilliseconds });
        bench.Ask("/full");
        bench.Establish(0, maxStreams);
        for (var more = 1; more < maxStreams; more++)
            bench.Ask("/full");
        bench.Turn();
        return bench;
    }

    private static void Ask(PoolBench bench, int count)
    {
        for (var i = 0; i < count; i++)
            bench.Ask($"/r{i}");
    }
}
