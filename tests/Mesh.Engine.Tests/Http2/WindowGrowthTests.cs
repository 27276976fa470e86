using Mesh.Engine.Http2;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Engine.Tests.Http2;

/// <summary>Receive windows that grow with use, inside a budget.</summary>
public sealed class WindowGrowthTests
{
    private const string Probe = "Ping 6d65736877696e31";

    private static readonly byte[] ProbeAck = Wire.Ping(WindowProbe.Ping, ack: true);
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);
    private static readonly byte[] HalfWindow = [.. Wire.Data(1, new byte[16384]), .. Wire.Data(1, new byte[16384])];

    [Fact]
    public void A_stream_grows_when_the_peer_uses_its_window_up_before_it_learns_of_more()
    {
        using var client = new ScriptedClient();
        Assert.Equal($"WindowUpdate 1 +32768; {Probe}", client.Send(Body, HalfWindow));
        Assert.Equal("WindowUpdate 1 +32768", client.Send(HalfWindow));
        Assert.Equal("WindowUpdate 1 +65536", client.Send(ProbeAck));
        // Twice as large, so half of it is more.
        Assert.Equal("", client.Send(HalfWindow));
    }

    [Fact]
    public void A_stream_whose_peer_has_credit_left_does_not_grow_and_is_not_asked_again_soon()
    {
        using var client = new ScriptedClient();
        client.Send(Body, HalfWindow);
        Assert.Equal("", client.Send(Wire.Data(1, new byte[100]), ProbeAck));
        Assert.Matches(@"^WindowUpdate 1 \+\d+$", client.Send(HalfWindow));
        client.Advance(TimeSpan.FromSeconds(2));
        Assert.EndsWith(Probe, client.Send(HalfWindow));
    }

    [Fact]
    public void A_stream_whose_reader_is_slow_does_not_grow()
    {
        using var client = new ScriptedClient();
        client.Prepare = exchange => exchange.Consumes = false;
        client.Send(Body, HalfWindow, HalfWindow);
        client.Last.Stream.Consumed(32768);
        Assert.Equal($"WindowUpdate 1 +32768; {Probe}", client.Turn());
        Assert.Equal("", client.Send(HalfWindow, ProbeAck));
    }

    [Fact]
    public void Unread_data_of_many_streams_grows_the_connection_up_to_its_bound()
    {
        var options = new Http2Options { MaxConnectionWindow = 512 * 1024 };
        using var client = new ScriptedClient(options);
        client.Prepare = exchange => exchange.Consumes = false;
        var answers = Enumerable.Range(0, 8).Select(i => client.Send(FullStream((2 * i) + 1))).ToArray();
        Assert.Equal(["", "", "", "WindowUpdate +262144", "", "", "", ""], answers);
        Assert.Equal(256 * 1024, options.WindowBudget.Reserved);
        client.Connection.Abort();
        Assert.Equal(0, options.WindowBudget.Reserved);
    }

    [Fact]
    public void The_budget_bounds_all_connections_together()
    {
        var options = new Http2Options { WindowBudget = new(300 * 1024) };
        using var first = new ScriptedClient(options);
        using var second = new ScriptedClient(options);
        foreach (var client in new[] { first, second })
        {
            client.Prepare = exchange => exchange.Consumes = false;
            for (var i = 0; i < 4; i++)
                client.Send(FullStream((2 * i) + 1));
        }
        Assert.Equal((512 * 1024, 256 * 1024), (first.Server.ReceiveWindowSize, second.Server.ReceiveWindowSize));
        Assert.StartsWith("GoAway 9 FlowControlError", second.Send(FullStream(9)));
        Assert.DoesNotContain("closed", first.Send(FullStream(9)));
    }

    [Fact]
    public void An_unused_connection_gives_back_what_it_grew_by_as_its_credit_is_used()
    {
        var options = new Http2Options();
        using var client = new ScriptedClient(options);
        client.Prepare = exchange => exchange.Consumes = false;
        for (var i = 0; i < 4; i++)
            client.Send(FullStream((2 * i) + 1));
        Assert.Equal(256 * 1024, options.WindowBudget.Reserved);
        for (var i = 0; i < 4; i++)
            client.Send(Wire.RstStream((2 * i) + 1, Http2ErrorCode.Cancel));
        Assert.Equal(256 * 1024, client.Server.ReceiveWindowSize);
        Assert.Equal(256 * 1024, options.WindowBudget.Reserved);

        client.Prepare = null;
        client.Send(FullStream(9));
        Assert.Equal(192 * 1024, options.WindowBudget.Reserved);
        for (var i = 5; i < 8; i++)
            client.Send(FullStream((2 * i) + 1));
        Assert.Equal(0, options.WindowBudget.Reserved);
    }

    [Fact]
    public void Windows_grow_over_a_long_way()
    {
        var options = new Http2Options();
        var time = new FakeTimeProvider();
        using var pair = new Http2Pair(() => new BodyPump(1, seed: 2) { IsServer = true }, server: options, time: time);
        var pump = new BodyPump(20_000_000, seed: 1);
        pair.ServerLink.IsStalled = true;
        pump.Begin(pair.Client.OpenStream(pump));
        for (var turn = 0; pair.Server.ReceiveWindowSize < 2 * 1024 * 1024; turn++)
        {
            Assert.True(turn < 2000, "the window does not grow");
            // Credit takes many turns to come back.
            pair.ServerLink.IsStalled = turn % 20 != 19;
            if (!pair.ServerLink.IsStalled)
                pair.ServerLink.ScheduleFlush();
            time.Advance(TimeSpan.FromSeconds(2));
            pair.Loop.RunOnce(0);
        }
        Assert.Null(pair.Error);
        Assert.InRange(options.WindowBudget.Reserved, 1, options.WindowBudget.Limit);
    }

    private static byte[] FullStream(int id) =>
        [.. Wire.Headers(id, Wire.Post, FrameFlags.EndHeaders), .. Enumerable.Repeat(Wire.Data(id, new byte[16384]), 4).SelectMany(frame => frame)];
}
