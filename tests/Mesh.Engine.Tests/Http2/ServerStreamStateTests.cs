using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Sockets;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §5: stream states, identifiers, concurrency.</summary>
public sealed class ServerStreamStateTests
{
    private const string Posted = "[POST http a /]";
    private const string Got = "[GET http a /].";

    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);
    private static readonly byte[] Get = Wire.Headers(1, Wire.Get);

    private static readonly ScriptTable Scripts = new()
    {
        { "5.1 idle: DATA", "GoAway 0 ProtocolError a frame on an idle stream; closed", Wire.Data(1, "x") },
        { "5.1 idle: WINDOW_UPDATE", "GoAway 0 ProtocolError WINDOW_UPDATE on an idle stream; closed", Wire.WindowUpdate(1, 1) },
        { "5.1 idle: PRIORITY of a wrong size", "GoAway 0 FrameSizeError an invalid frame on an idle stream; closed", Wire.Frame(FrameType.Priority, 0, 1, new byte[4]) },
        { "5.1 half-closed (remote): DATA", "RstStream 1 StreamClosed", Got + "!Protocol", Get, Wire.Data(1, "x") },
        { "5.1 half-closed (remote): HEADERS", "RstStream 1 StreamClosed", Got + "!Protocol", Get, Wire.Headers(1, Wire.Get) },
        { "5.1 half-closed (remote): WINDOW_UPDATE", "", Got, Get, Wire.WindowUpdate(1, 1) },
        { "5.1 half-closed (remote): RST_STREAM", "", Got + "!Cancelled", Get, Wire.RstStream(1, Http2ErrorCode.Cancel) },
        { "5.1 closed by RST_STREAM: DATA", "GoAway 1 StreamClosed DATA on a closed stream; closed", Posted + "!Cancelled", Body, Wire.RstStream(1, Http2ErrorCode.Cancel), Wire.Data(1, "x") },
        { "5.1 closed by RST_STREAM: HEADERS", "GoAway 1 StreamClosed HEADERS on a closed stream; closed", Posted + "!Cancelled", Body, Wire.RstStream(1, Http2ErrorCode.Cancel), Wire.Headers(1, Wire.Get) },
        { "5.1 closed by RST_STREAM: RST_STREAM and WINDOW_UPDATE", "", Posted + "!Cancelled", Body, Wire.RstStream(1, Http2ErrorCode.Cancel), Wire.RstStream(1, Http2ErrorCode.Cancel), Wire.WindowUpdate(1, 1) },
        { "5.1 closed by this side: what was under way is ignored", "RstStream 1 ProtocolError", Posted + "!Protocol", Body, Wire.WindowUpdate(1, 0), Wire.Data(1, "x"), Wire.Headers(1, Wire.Get), Wire.WindowUpdate(1, 0), Wire.RstStream(1, Http2ErrorCode.Cancel) },
        { "5.1.1 an even stream", "GoAway 0 ProtocolError a frame on an idle stream; closed", Wire.Headers(2, Wire.Get) },
        { "5.1.1 a smaller stream than before", "GoAway 5 StreamClosed HEADERS on a closed stream; closed", Got + "!Protocol", Wire.Headers(5, Wire.Get), Wire.Headers(3, Wire.Get) },
        { "5.1.1 a skipped stream is closed", "GoAway 5 StreamClosed DATA on a closed stream; closed", Got + "!Protocol", Wire.Headers(5, Wire.Get), Wire.Data(3, "x") },
        { "5.4.1 nothing is read after a connection error", "GoAway 0 ProtocolError DATA on stream 0; closed", Wire.Data(0, "x"), Wire.Headers(1, Wire.Get), Wire.Ping(1) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_are_judged_by_the_streams_state(string name)
    {
        var script = Scripts[name];
        using var client = new ScriptedClient();
        Assert.Equal(script.Answer, client.Send(script.Frames));
        Assert.Equal(script.Log, string.Concat(client.Exchanges.Select(exchange => exchange.Log)));
    }

    [Fact]
    public void Rfc9113_5_1_closed_in_good_order_DATA_is_a_connection_error()
    {
        using var client = new ScriptedClient();
        client.Send(Get);
        Assert.Equal("Headers 1 :status: 200.", client.Respond("200"));
        Assert.Equal("GoAway 1 StreamClosed DATA on a closed stream; closed", client.Send(Wire.Data(1, "x")));
        Assert.Equal(Got, client.Log);
    }

    [Fact]
    public void Rfc9113_5_1_2_more_streams_than_allowed_are_refused()
    {
        using var client = new ScriptedClient(new() { MaxConcurrentStreams = 2 });
        Assert.Equal(
            "RstStream 5 RefusedStream",
            client.Send(Wire.Headers(1, Wire.Get), Wire.Headers(3, Wire.Get), Wire.Headers(5, Wire.Get), Wire.Data(5, "under way")));
        Assert.Equal(2, client.Server.ActiveStreams);
        client.Respond("204");
        Assert.Equal("", client.Send(Wire.Headers(7, Wire.Get)));
        Assert.Equal(3, client.Exchanges.Count);
    }

    [Fact]
    public void Streams_are_counted_while_they_are_open()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders), Wire.Headers(3, Wire.Get));
        Assert.Equal(2, client.Server.ActiveStreams);
        client.Exchanges[0].Respond("200", "early");
        Assert.Equal("Headers 1 :status: 200; Data 1 early.", client.Turn());
        Assert.Equal(2, client.Server.ActiveStreams);
        client.Send(Wire.Data(1, "late", end: true));
        Assert.Equal(1, client.Server.ActiveStreams);
        Assert.Equal(Posted + "late.", client.Exchanges[0].Log);
        client.Connection.Fail(CloseReason.Reset);
        Assert.Equal(Got + "!ConnectionLost", client.Exchanges[1].Log);
        Assert.Equal(0, client.Server.ActiveStreams);
        Assert.Equal(1, client.Closed);
    }
}
