using Mesh.Engine.Http2;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §6.9: windows in both directions.</summary>
public sealed class FlowControlTests
{
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);

    [Fact]
    public void Data_waits_for_the_streams_window()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 0)), Wire.Headers(1, Wire.Get));
        Assert.Equal("Headers 1 :status: 200", client.Respond("200", "hello"));
        Assert.Equal("Data 1 h", client.Send(Wire.WindowUpdate(1, 1)));
        Assert.Equal("Data 1 ello.", client.Send(Wire.WindowUpdate(1, 1000)));
    }

    [Fact]
    public void Ends_need_no_window()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 0)), Wire.Headers(1, Wire.Get), Wire.Headers(3, Wire.Get));
        Assert.Equal("Headers 3 :status: 200; Data 3.", client.Respond("200", ""));
        client.Exchanges[0].Respond("200", "x", end: false);
        Assert.Equal("Headers 1 :status: 200", client.Turn());
        using var trailers = Http1.Blocks.Response("0 grpc-status=0");
        client.Exchanges[0].Stream.SendTrailers(trailers);
        Assert.Equal("", client.Turn());
        Assert.Equal("Data 1 x; Headers 1 grpc-status: 0.", client.Send(Wire.WindowUpdate(1, 1)));
    }

    [Fact]
    public void Data_waits_for_the_connections_window()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 1_000_000)), Wire.Headers(1, Wire.Get), Wire.Headers(3, Wire.Get));
        client.Exchanges[0].Respond("200", new string('x', 65530));
        client.Exchanges[1].Respond("200", "hello world");
        Assert.EndsWith("Data 3 hello", client.Turn());
        Assert.Equal("", client.Send(Wire.WindowUpdate(3, 100)));
        Assert.Equal("Data 3  world.", client.Send(Wire.WindowUpdate(0, 100)));
    }

    [Theory]
    [InlineData(0, 0, "GoAway 1 ProtocolError WINDOW_UPDATE of 0; closed")]
    [InlineData(1, 0, "RstStream 1 ProtocolError")]
    [InlineData(0, int.MaxValue, "GoAway 1 FlowControlError the connection's window exceeds 2^31-1; closed")]
    [InlineData(1, int.MaxValue, "RstStream 1 FlowControlError")]
    public void Rfc9113_6_9_1_invalid_increments(int streamId, int increment, string expected)
    {
        using var client = new ScriptedClient();
        client.Send(Body);
        Assert.Equal(expected, client.Send(Wire.WindowUpdate(streamId, increment)));
        Assert.Equal("[POST http a /]!Protocol", client.Log);
    }

    [Fact]
    public void Rfc9113_6_9_1_windows_of_the_largest_size()
    {
        using var client = new ScriptedClient();
        client.Send(Body);
        Assert.Equal("", client.Send(Wire.WindowUpdate(0, int.MaxValue - 65535), Wire.WindowUpdate(1, int.MaxValue - 65535)));
        Assert.Equal("RstStream 1 FlowControlError", client.Send(Wire.WindowUpdate(1, 1)));
    }

    [Theory]
    [InlineData("6.9 WINDOW_UPDATE of 3 bytes", 3)]
    [InlineData("6.9 WINDOW_UPDATE of 5 bytes", 5)]
    public void Rfc9113_6_9_wrong_sizes(string name, int size)
    {
        using var client = new ScriptedClient();
        Assert.NotEmpty(name);
        Assert.Equal(
            "GoAway 0 FrameSizeError WINDOW_UPDATE must have 4 bytes; closed", client.Send(Wire.Frame(FrameType.WindowUpdate, 0, 0, new byte[size])));
    }

    [Fact]
    public void Credit_comes_back_when_half_the_window_was_consumed()
    {
        using var client = new ScriptedClient(new() { StreamWindow = 100_000, ConnectionWindow = 120_000, WindowBudget = new(0) });
        client.Prepare = exchange => exchange.Consumes = false;
        client.Send(Body, Wire.Data(1, new byte[16000]), Wire.Data(1, new byte[16000]), Wire.Data(1, new byte[16000]), Wire.Data(1, new byte[16000]));
        client.Last.Stream.Consumed(49_999);
        Assert.Equal("", client.Turn());
        client.Last.Stream.Consumed(1);
        Assert.Equal("WindowUpdate 1 +50000", client.Turn());
        client.Last.Stream.Consumed(10_000);
        Assert.Equal("WindowUpdate +60000", client.Turn());
    }

    [Fact]
    public void Padding_counts_and_comes_back_by_itself()
    {
        using var client = new ScriptedClient(new() { StreamWindow = 65535, ConnectionWindow = 65535, WindowBudget = new(0) });
        client.Prepare = exchange => exchange.Consumes = false;
        client.Send(Body);
        var padded = Wire.Frame(FrameType.Data, FrameFlags.Padded, 1, [255, .. new byte[255]]);
        Assert.Equal("WindowUpdate 1 +32768; WindowUpdate +32768", client.Send([.. Enumerable.Repeat(padded, 128)]));
    }

    [Fact]
    public void Rfc9113_6_9_more_than_the_streams_window_is_a_stream_error()
    {
        using var client = new ScriptedClient(new() { StreamWindow = 65535 });
        client.Prepare = exchange => exchange.Consumes = false;
        client.Send(Body, Wire.Data(1, new byte[16384]), Wire.Data(1, new byte[16384]), Wire.Data(1, new byte[16384]));
        Assert.Equal("RstStream 1 FlowControlError", client.Send(Wire.Data(1, new byte[16384])));
        Assert.EndsWith("!Protocol", client.Log);
    }

    [Fact]
    public void Rfc9113_6_9_more_than_the_connections_window_is_a_connection_error()
    {
        using var client = new ScriptedClient(new() { ConnectionWindow = 65535, WindowBudget = new(0) });
        client.Prepare = exchange => exchange.Consumes = false;
        client.Send(Body, Wire.Data(1, new byte[16384]), Wire.Data(1, new byte[16384]), Wire.Data(1, new byte[16384]));
        Assert.Equal("GoAway 1 FlowControlError more DATA than the connection's window allows; closed", client.Send(Wire.Data(1, new byte[16384])));
    }

    [Fact]
    public void Rfc9113_6_5_3_a_smaller_window_counts_from_its_acknowledgement()
    {
        using var client = new ScriptedClient(new Http2Options { StreamWindow = 100 }, greets: false);
        client.Prepare = exchange => exchange.Consumes = false;
        client.Send(Wire.Preface, Wire.Settings(), Body, Wire.Data(1, new byte[60]), Wire.Data(1, new byte[60]));
        Assert.Equal("", client.Send(Wire.SettingsAck));
        Assert.Equal("RstStream 1 FlowControlError", client.Send(Wire.Data(1, [1])));
    }

    [Fact]
    public void Data_that_nobody_will_consume_comes_back_to_the_connection()
    {
        using var client = new ScriptedClient(new() { ConnectionWindow = 65535, WindowBudget = new(0) });
        client.Prepare = exchange => exchange.Consumes = false;
        var data = new byte[8000];
        // Reset by the client with unconsumed data.
        client.Send(Body, Wire.Data(1, data), Wire.Data(1, data));
        Assert.Equal("", client.Send(Wire.RstStream(1, Http2ErrorCode.Cancel)));
        // Reset by this side, data under way.
        client.Send(Wire.Headers(3, Wire.Post, FrameFlags.EndHeaders), Wire.Data(3, data));
        client.Last.Stream.Reset(Streams.StreamError.Cancelled);
        Assert.Equal("RstStream 3 Cancel", client.Turn());
        Assert.Equal("WindowUpdate +40000", client.Send(Wire.Data(3, data), Wire.Data(3, data)));
        // Exchange over without Consumed.
        client.Send(Wire.Headers(5, Wire.Post, FrameFlags.EndHeaders), Wire.Data(5, new byte[16000]), Wire.Data(5, new byte[16000]), Wire.Data(5, data, end: true));
        Assert.Equal("Headers 5 :status: 204.; WindowUpdate +40000", client.Respond("204"));
    }

    [Fact]
    public void Capacity_is_used_up_and_comes_back()
    {
        using var client = new ScriptedClient(new() { StreamSendBuffer = 1000 });
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 0)), Wire.Headers(1, Wire.Get));
        client.Respond("200", new string('x', 600), end: false);
        Assert.Equal(400, client.Last.Stream.SendCapacity);
        client.Last.Stream.SendData(new byte[600], endStream: false);
        Assert.Equal(-200, client.Last.Stream.SendCapacity);
        client.Send(Wire.WindowUpdate(1, 300));
        Assert.Equal(0, client.Last.Writables);
        client.Send(Wire.WindowUpdate(1, 400));
        Assert.Equal(1, client.Last.Writables);
        Assert.Equal(500, client.Last.Stream.SendCapacity);
    }
}
