using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Streams;
using Mesh.Engine.Tests.Http1;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>What handlers send, and how it looks on the wire.</summary>
public sealed class ServerResponseTests
{
    private const string Websocket = ":method CONNECT,:protocol websocket,:scheme http,:authority a,:path /";

    [Fact]
    public void Heads_data_and_trailers()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Get));
        Assert.Equal("Headers 1 :status: 103|link: x", client.Respond("103 link=x", end: false));
        Assert.Equal("Headers 1 :status: 200|content-type: a/b; Data 1 hello", client.Respond("200 content-type=a/b", "hello", end: false));
        using var trailers = Blocks.Response("0 grpc-status=0");
        client.Last.Stream.SendTrailers(trailers);
        Assert.Equal("Headers 1 grpc-status: 0.", client.Turn());
        Assert.Equal(0, client.Server.ActiveStreams);
    }

    [Fact]
    public void Fields_that_HTTP2_forbids_are_left_out()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Get));
        Assert.Equal("Headers 1 :status: 200|te: trailers|a: b.", client.Respond("200 connection=x te=trailers transfer-encoding=chunked te=gzip keep-alive=1 upgrade=h a=b"));
    }

    [Fact]
    public void A_head_larger_than_a_frame_continues()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Get));
        Assert.Equal("Headers 1 part <16384>.; Continuation 1 part <16384>; Continuation 1 part <7240>", client.Respond("200 x=" + new string('v', 40_000)));
    }

    [Theory]
    [InlineData(StreamError.Cancelled, "Cancel")]
    [InlineData(StreamError.Timeout, "Cancel")]
    [InlineData(StreamError.Refused, "RefusedStream")]
    [InlineData(StreamError.ConnectFailed, "RefusedStream")]
    [InlineData(StreamError.ConnectTimeout, "RefusedStream")]
    [InlineData(StreamError.PeerRejected, "RefusedStream")]
    [InlineData(StreamError.ConnectionLost, "ConnectError")]
    [InlineData(StreamError.Protocol, "ProtocolError")]
    [InlineData(StreamError.TooMuch, "EnhanceYourCalm")]
    [InlineData(StreamError.Internal, "InternalError")]
    public void Resets_carry_their_reason(StreamError error, string code)
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders));
        client.Last.Stream.Reset(error);
        client.Last.Stream.Reset(error);
        client.Last.Stream.SendData("x"u8, true);
        client.Last.Stream.Consumed(1);
        Assert.False(client.Last.Stream.CanSend);
        Assert.Equal($"RstStream 1 {code}", client.Turn());
        Assert.Equal("[POST http a /]", client.Log);
        Assert.Equal(0, client.Server.ActiveStreams);
    }

    [Fact]
    public void Rfc9113_8_1_a_response_that_ends_early_stays_intact()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders));
        client.Last.Respond("403", "no");
        client.Last.Stream.Reset(StreamError.Cancelled);
        Assert.Equal("Headers 1 :status: 403; Data 1 no.; RstStream 1 NoError", client.Turn());
    }

    [Fact]
    public void A_response_that_ends_early_stays_intact_while_it_waits_for_credit()
    {
        using var client = new ScriptedClient(new() { ConnectionWindow = 65535 });
        client.Send(Wire.Settings((SettingId.InitialWindowSize, 1)), Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders));
        client.Last.Respond("403", "no");
        client.Last.Stream.Reset(StreamError.Cancelled);
        Assert.Equal("Headers 1 :status: 403; Data 1 n", client.Turn());
        // What still comes is dropped: the connection gets its credit back, the stream does not.
        var data = Enumerable.Repeat(Wire.Data(1, new byte[10_000]), 4).ToArray();
        Assert.Equal("WindowUpdate +40000", client.Send(data));
        Assert.Equal("Data 1 o.; RstStream 1 NoError", client.Send(Wire.WindowUpdate(1, 1)));
        Assert.Equal("[POST http a /]", client.Log);
        Assert.Equal(0, client.Server.ActiveStreams);
    }

    [Theory]
    [InlineData("200 protocol=websocket", "Headers 1 :status: 200")] // RFC 8441 §5: accepted
    [InlineData("200", "Headers 1 :status: 502")] // ignored by the server behind, which HTTP/2 cannot say
    [InlineData("404", "Headers 1 :status: 404")]
    public void Answers_to_extended_CONNECT(string response, string expected)
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Fields(Websocket.Split(',')), FrameFlags.EndHeaders));
        Assert.Equal(expected, client.Respond(response, end: false));
    }

    [Fact]
    public void Rfc9113_8_5_CONNECT_carries_bytes_both_ways_and_half_closes()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Fields(":method CONNECT", ":authority a:1"), FrameFlags.EndHeaders));
        Assert.Equal("Headers 1 :status: 200; Data 1 hi", client.Respond("200", "hi", end: false));
        client.Send(Wire.Data(1, "there", end: true));
        client.Last.Stream.SendData("bye"u8, endStream: true);
        Assert.Equal("Data 1 bye.", client.Turn());
        Assert.Equal("[CONNECT  a:1 ]there.", client.Log);
    }

    [Theory]
    [InlineData("101", false)]
    [InlineData("0", false)]
    [InlineData("100", true)]
    public void Impossible_heads_are_a_handlers_error(string response, bool end)
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Get));
        Assert.Throws<ArgumentException>(() => client.Last.Respond(response, end: end));
    }

    [Fact]
    public void The_order_of_calls_is_checked()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Get));
        using var trailers = Blocks.Response("0 a=b");
        Assert.Throws<InvalidOperationException>(() => client.Last.Stream.SendData("x"u8, false));
        Assert.Throws<InvalidOperationException>(() => client.Last.Stream.SendTrailers(trailers));
        client.Last.Respond("200", end: false);
        Assert.Throws<InvalidOperationException>(() => client.Last.Respond("200", end: false));
    }
}
