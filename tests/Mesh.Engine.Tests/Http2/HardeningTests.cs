using Mesh.Engine.Http2;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>Each attack is ended, and counted under its name.</summary>
public sealed class HardeningTests
{
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);

    private static readonly Dictionary<Http2Breach, byte[][]> Attacks = new()
    {
        [Http2Breach.RapidReset] = [.. Ids(60).SelectMany(id => new[] { Wire.Headers(id, Wire.Get), Wire.RstStream(id, Http2ErrorCode.Cancel) })],
        [Http2Breach.ContinuationFlood] = [Wire.Headers(3, Wire.Get, 0), .. Enumerable.Repeat(Wire.Continuation(3, [], 0), 20)],
        [Http2Breach.SettingsFlood] = Many(Wire.Settings((SettingId.InitialWindowSize, 5))),
        [Http2Breach.PingFlood] = Many(Wire.Ping(7)),
        [Http2Breach.PriorityFlood] = Many(Wire.Frame(FrameType.Priority, 0, 1, new byte[5])),
        [Http2Breach.EmptyDataFlood] = Many(Wire.Data(1, "")),
        [Http2Breach.WindowUpdateFlood] = Many(Wire.WindowUpdate(1, 1)),
        [Http2Breach.OtherFlood] = Many(Wire.Frame((FrameType)0x77, 0, 1)),
        [Http2Breach.Protocol] = [Wire.WindowUpdate(0, 0)],
    };

    // Ways to have the server reset a stream that it has begun to work on (CVE-2025-8671).
    private static readonly Dictionary<string, Func<int, byte[][]>> Inducements = new()
    {
        ["WINDOW_UPDATE of 0"] = id => [Wire.Headers(id, Wire.Get), Wire.WindowUpdate(id, 0)],
        ["WINDOW_UPDATE above the limit"] = id => [Wire.Headers(id, Wire.Get), Wire.WindowUpdate(id, int.MaxValue)],
        ["DATA after END_STREAM"] = id => [Wire.Headers(id, Wire.Get), Wire.Data(id, "x")],
        ["HEADERS after END_STREAM"] = id => [Wire.Headers(id, Wire.Get), Wire.Headers(id, Wire.Get)],
        ["PRIORITY of a wrong size"] = id => [Wire.Headers(id, Wire.Get), Wire.Frame(FrameType.Priority, 0, id, new byte[4])],
        ["malformed trailers"] = id => [Wire.Headers(id, Wire.Post, FrameFlags.EndHeaders), Wire.Headers(id, Wire.Fields(":path /"))],
        ["a malformed request"] = id => [Wire.Headers(id, Wire.Fields("x y"))],
    };

    public static TheoryData<string> AttackNames => [.. Attacks.Keys.Select(key => key.ToString())];

    public static TheoryData<string> InducementNames => [.. Inducements.Keys];

    [Theory]
    [MemberData(nameof(AttackNames))]
    public void An_attack_is_ended_and_counted(string name)
    {
        var breach = Enum.Parse<Http2Breach>(name);
        var options = new Http2Options { ControlBudget = 50, ResetBudget = 50 };
        using var client = new ScriptedClient(options);
        client.Send(breach == Http2Breach.RapidReset ? [] : Body);
        Assert.EndsWith("closed", client.Send(Attacks[breach]));
        Assert.Equal(1, options.Counters[breach]);
        Assert.True(client.Connection.IsClosed);
    }

    [Theory]
    [MemberData(nameof(InducementNames))]
    public void Resets_that_the_client_provokes_are_bounded(string name)
    {
        var options = new Http2Options { ResetBudget = 50 };
        using var client = new ScriptedClient(options);
        Assert.EndsWith("too many streams end early; closed", client.Send([.. Ids(51).SelectMany(Inducements[name])]));
        Assert.Equal((1, 51), (options.Counters[Http2Breach.InducedReset], options.Counters[Http2Breach.Malformed]));
    }

    [Fact]
    public void Refused_streams_and_large_heads_are_counted()
    {
        var options = new Http2Options { MaxConcurrentStreams = 1, MaxHeaderListSize = 500 };
        using var client = new ScriptedClient(options);
        client.Send(Wire.Headers(1, [.. Wire.Get, .. Wire.Fields("x " + new string('v', 500))]), Wire.Headers(3, Wire.Get), Wire.Headers(5, Wire.Get));
        Assert.Equal((1, 1), (options.Counters[Http2Breach.HeadTooLarge], options.Counters[Http2Breach.StreamLimit]));
        Assert.Single(client.Exchanges);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Windows_of_a_few_bytes_are_bounded(bool byConnection)
    {
        var options = new Http2Options { ControlBudget = 50 };
        using var client = new ScriptedClient(options);
        client.Send(Wire.Settings((SettingId.InitialWindowSize, byConnection ? 1_000_000u : 0)), Wire.Headers(1, Wire.Get));
        client.Respond("200", new string('x', byConnection ? 66_000 : 1000));
        var answers = Enumerable.Range(0, 60).Select(_ => client.Connection.IsClosed ? "" : client.Send(Wire.WindowUpdate(byConnection ? 0 : 1, 1))).ToArray();
        Assert.Equal("Data 1 x", answers[0]);
        Assert.Contains(answers, answer => answer.EndsWith("EnhanceYourCalm windows of a few bytes; closed", StringComparison.Ordinal));
        Assert.Equal(1, options.Counters[Http2Breach.TinyWindow]);
    }

    [Fact]
    public void A_reader_that_gives_no_credit_loses_its_stream_and_not_the_others()
    {
        var options = new Http2Options { StallTimeout = TimeSpan.FromMinutes(1) };
        using var client = new ScriptedClient(options);
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 2)), Wire.Headers(1, Wire.Get), Wire.Headers(3, Wire.Get));
        client.Exchanges[0].Respond("200", "abc");
        client.Exchanges[1].Respond("200", "abc", end: false);
        client.Turn();
        client.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("Data 3 c", client.Send(Wire.WindowUpdate(3, 1)));
        Assert.Equal("RstStream 1 Cancel", client.Advance(TimeSpan.FromSeconds(40)));
        Assert.Equal(1, client.Server.ActiveStreams);
        Assert.Equal(1, options.Counters[Http2Breach.StalledReader]);
        Assert.Equal("", client.Advance(TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Tunnelled_bytes_may_wait()
    {
        using var client = new ScriptedClient(new() { StallTimeout = TimeSpan.FromMinutes(1) });
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 0)), Wire.Headers(1, Wire.Fields(":method CONNECT", ":authority a:1"), FrameFlags.EndHeaders));
        client.Respond("200", "abc", end: false);
        Assert.Equal("", client.Advance(TimeSpan.FromMinutes(2)));
        Assert.Equal("Data 1 abc", client.Send(Wire.WindowUpdate(1, 5)));
    }

    [Fact]
    public void A_peer_that_reads_nothing_at_all_loses_its_connection()
    {
        var options = new Http2Options { StallTimeout = TimeSpan.FromMinutes(1) };
        using var client = new ScriptedClient(options);
        client.Connection.PeerWindow = 0;
        client.Prepare = exchange => exchange.OnHead = handler => handler.Respond("200 x=" + new string('v', 8000));
        client.Send([.. Ids(60).Select(id => Wire.Headers(id, Wire.Get))]);
        Assert.True(client.Connection.IsPaused);
        for (var i = 0; i < 3; i++)
            client.Advance(TimeSpan.FromSeconds(40));
        Assert.True(client.Connection.IsClosed);
        Assert.Equal(1, options.Counters[Http2Breach.StalledReader]);
    }

    [Theory]
    [InlineData("the block goes on", 0)]
    [InlineData("half a frame", 20)]
    [InlineData("half a frame's header", 4)]
    public void A_frame_that_does_not_come_to_its_end_ends_the_connection(string name, int bytes)
    {
        Assert.NotEmpty(name);
        var options = new Http2Options();
        using var client = new ScriptedClient(options);
        client.Send(bytes == 0 ? Wire.Headers(1, Wire.Get, 0) : Wire.Headers(1, Wire.Get)[..bytes]);
        client.Advance(TimeSpan.FromSeconds(8));
        client.Send(bytes == 0 ? Wire.Continuation(1, [], 0) : []);
        Assert.Equal("GoAway 0 EnhanceYourCalm a frame was not complete in time; closed", client.Advance(TimeSpan.FromSeconds(4)));
        Assert.Equal(1, options.Counters[Http2Breach.FrameTimeout]);
    }

    [Fact]
    public void A_connection_that_always_has_half_a_frame_but_goes_on_is_kept()
    {
        using var client = new ScriptedClient();
        var ping = Wire.Ping(1);
        client.Send(ping[..9]);
        for (var i = 0; i < 10; i++)
            Assert.Equal("Ping ack 1", client.Advance(TimeSpan.FromSeconds(8)) + client.Send(ping[9..], ping[..9]));
    }

    [Fact]
    public void A_client_gives_up_a_silent_server_and_counts_it()
    {
        var options = new Http2Options { KeepAliveInterval = TimeSpan.FromSeconds(30) };
        using var server = new ScriptedServer(options);
        server.Advance(TimeSpan.FromSeconds(31));
        server.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(1, options.Counters[Http2Breach.KeepAliveTimeout]);
    }

    private static IEnumerable<int> Ids(int count) => Enumerable.Range(0, count).Select(i => (2 * i) + 1);

    private static byte[][] Many(byte[] frame) => [.. Enumerable.Repeat(frame, 60)];
}
