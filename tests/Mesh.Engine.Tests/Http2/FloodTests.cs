using Mesh.Engine.Http2;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §10.5: work without use is bounded.</summary>
public sealed class FloodTests
{
    private const string UselessFrames = "GoAway 1 EnhanceYourCalm too many frames without use; closed";
    private const string Resets = "EnhanceYourCalm too many streams end early; closed";

    private static readonly Http2Options Options = new() { ControlBudget = 50, ResetBudget = 50 };

    private static readonly ScriptTable Scripts = new()
    {
        { "PING", UselessFrames, Wire.Ping(1) },
        { "PING acknowledgements", UselessFrames, Wire.Ping(1, ack: true) },
        { "SETTINGS", UselessFrames, Wire.Settings() },
        { "empty DATA", UselessFrames, Wire.Data(1, "") },
        { "PRIORITY", UselessFrames, Wire.Frame(FrameType.Priority, 0, 5, new byte[5]) },
        { "unknown frames", UselessFrames, Wire.Frame((FrameType)0x77, 0, 0) },
        { "GOAWAY", UselessFrames, Wire.GoAway(0) },
        { "WINDOW_UPDATE", "GoAway 1 EnhanceYourCalm too many WINDOW_UPDATE frames; closed", Wire.WindowUpdate(0, 1) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Useless_frames_are_bounded(string name)
    {
        using var client = new ScriptedClient(Options);
        client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders));
        var frame = Scripts[name].Frames[0];
        Assert.DoesNotContain("closed", client.Send([.. Enumerable.Repeat(frame, 45)]));
        Assert.EndsWith(Scripts[name].Answer, client.Send([.. Enumerable.Repeat(frame, 10)]));
        Assert.Equal("[POST http a /]!TooMuch", client.Log);
    }

    [Fact]
    public void Useful_frames_make_up_for_useless_ones()
    {
        using var client = new ScriptedClient(Options);
        client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders));
        for (var i = 0; i < 500; i++)
            Assert.DoesNotContain("closed", client.Send(Wire.Ping(1), Wire.Data(1, "x")));
    }

    [Fact]
    public void Budgets_fill_with_time()
    {
        using var client = new ScriptedClient(Options);
        for (var i = 0; i < 30; i++)
        {
            Assert.DoesNotContain("closed", client.Send([.. Enumerable.Repeat(Wire.Ping(1), 5)]));
            client.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Rapid_reset_is_bounded()
    {
        using var client = new ScriptedClient(Options);
        Assert.EndsWith(Resets, client.Send([.. Enumerable.Range(0, 51).SelectMany(i => new[] { Wire.Headers((2 * i) + 1, Wire.Get), Wire.RstStream((2 * i) + 1, Http2ErrorCode.Cancel) })]));
        Assert.Equal(51, client.Exchanges.Count);
    }

    [Fact]
    public void Making_the_server_reset_is_bounded()
    {
        using var client = new ScriptedClient(new() { ResetBudget = 50 });
        Assert.EndsWith(Resets, client.Send([.. Enumerable.Range(0, 51).SelectMany(i => new[] { Wire.Headers((2 * i) + 1, Wire.Get), Wire.WindowUpdate((2 * i) + 1, 0) })]));
    }

    [Fact]
    public void Malformed_and_refused_requests_are_bounded()
    {
        using var client = new ScriptedClient(new() { ResetBudget = 50, MaxConcurrentStreams = 1 });
        var frames = Enumerable.Range(0, 52).Select(i => Wire.Headers((2 * i) + 1, i % 2 == 0 ? Wire.Get : Wire.Fields("x y")));
        Assert.EndsWith(Resets, client.Send([.. frames]));
    }

    [Fact]
    public void Resets_among_completed_exchanges_are_no_flood()
    {
        using var client = new ScriptedClient(Options);
        for (var id = 1; id < 1000; id += 4)
        {
            client.Send(Wire.Headers(id, Wire.Get));
            client.Respond("204");
            Assert.DoesNotContain("closed", client.Send(Wire.Headers(id + 2, Wire.Get), Wire.RstStream(id + 2, Http2ErrorCode.Cancel)));
        }
    }

    [Fact]
    public void CONTINUATION_is_bounded_in_number()
    {
        using var client = new ScriptedClient();
        var frames = Enumerable.Repeat(Wire.Continuation(1, [], 0), 17);
        Assert.Equal("GoAway 0 EnhanceYourCalm field block too large; closed", client.Send([Wire.Headers(1, Wire.Get, 0), .. frames]));
    }

    [Fact]
    public void A_client_that_does_not_read_has_to_wait()
    {
        using var client = new ScriptedClient();
        client.Connection.PeerWindow = 0;
        client.Prepare = exchange => exchange.OnHead = handler => handler.Respond("200 x=" + new string('v', 8000));
        var requests = Enumerable.Range(0, 100).Select(i => Wire.Headers((2 * i) + 1, Wire.Get)).ToArray();
        client.Send(requests);
        Assert.True(client.Connection.IsPaused);
        Assert.InRange(client.Connection.Output.Length, 256 * 1024, 300 * 1024);
        Assert.InRange(client.Exchanges.Count, 30, 40);

        client.Connection.PeerWindow = int.MaxValue;
        client.Connection.FlushNow();
        for (var i = 0; i < 20 && client.Exchanges.Count < 100; i++)
            client.Turn();
        Assert.Equal(100, client.Exchanges.Count);
        Assert.False(client.Connection.IsPaused);
    }
}
