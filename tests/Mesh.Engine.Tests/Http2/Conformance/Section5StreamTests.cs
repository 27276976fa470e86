using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §5: stream states, identifiers, concurrency, errors, extensions.</summary>
public sealed class Section5StreamTests
{
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);
    private static readonly byte[] Get = Wire.Headers(1, Wire.Get);
    private static readonly byte[] Rst = Wire.RstStream(1, Http2ErrorCode.Cancel);

    private static readonly ScriptTable Scripts = new()
    {
        { "5.1 idle: DATA", "closed: ProtocolError", "", Wire.Data(1, "x") },
        { "5.1 idle: RST_STREAM", "closed: ProtocolError", "", Rst },
        { "5.1 idle: WINDOW_UPDATE", "closed: ProtocolError", "", Wire.WindowUpdate(1, 1) },
        { "5.1 idle: CONTINUATION", "closed: ProtocolError", "", Wire.Continuation(1, Wire.Get) },
        { "5.1 half-closed (remote): DATA", "RstStream 1 StreamClosed", Got + "!Protocol", Get, Wire.Data(1, "x") },
        { "5.1 half-closed (remote): HEADERS", "RstStream 1 StreamClosed", Got + "!Protocol", Get, Get },
        { "5.1 half-closed (remote): CONTINUATION", "closed: ProtocolError", Got + "!Protocol", Get, Wire.Continuation(1, Wire.Get) },
        { "5.1 half-closed (remote): WINDOW_UPDATE, PRIORITY", "", Got, Get, Wire.WindowUpdate(1, 1), Wire.Frame(FrameType.Priority, 0, 1, new byte[5]) },
        { "5.1 half-closed (remote): RST_STREAM", "", Got + "!Cancelled", Get, Rst },
        { "5.1 closed by RST_STREAM: DATA", "closed: StreamClosed", Posted + "!Cancelled", Body, Rst, Wire.Data(1, "x") },
        { "5.1 closed by RST_STREAM: HEADERS", "closed: StreamClosed", Posted + "!Cancelled", Body, Rst, Get },
        { "5.1 closed by RST_STREAM: CONTINUATION", "closed: ProtocolError", Posted + "!Cancelled", Body, Rst, Wire.Continuation(1, Wire.Get) },
        { "5.1 closed by RST_STREAM: RST_STREAM, WINDOW_UPDATE, PRIORITY", "", Posted + "!Cancelled", Body, Rst, Rst, Wire.WindowUpdate(1, 1), Wire.Frame(FrameType.Priority, 0, 1, new byte[5]) },
        { "5.1 reset by the server: what was under way is ignored", "RstStream 1 ProtocolError", Broken, Body, Wire.WindowUpdate(1, 0), Wire.Data(1, "x"), Get, Wire.WindowUpdate(1, 0), Rst },
        { "5.1.1 an even id", "closed: ProtocolError", "", Wire.Headers(2, Wire.Get) },
        { "5.1.1 an id smaller than one before, not used so far", "closed: ProtocolError", Got + "!Protocol", Wire.Headers(5, Wire.Get), Wire.Headers(3, Wire.Get) },
        { "5.1.1 an id that was used before", "closed: StreamClosed", Posted + "!Cancelled [GET http a /].!Protocol", Body, Rst, Wire.Headers(5, Wire.Get), Body },
        { "5.1.1 a skipped stream is closed", "closed: StreamClosed", Got + "!Protocol", Wire.Headers(5, Wire.Get), Wire.Data(3, "x") },
        { "5.3.1 a stream that depends on itself, by HEADERS: deprecated, ignored", "", Got, Wire.Headers(1, [0, 0, 0, 1, 7, .. Wire.Get], Wire.EndBoth | FrameFlags.Priority) },
        { "5.3.1 a stream that depends on itself, by PRIORITY: deprecated, ignored", "", "", Wire.Frame(FrameType.Priority, 0, 1, 0, 0, 0, 1, 7) },
        { "5.4.1 nothing is read after a connection error", "closed: ProtocolError", "", Wire.Data(0, "x"), Get, Wire.Ping(1) },
        { "5.5 an unknown frame on any stream", "Ping ack 1", "", Wire.Frame((FrameType)0xFF, (FrameFlags)0xFF, 0, 1, 2, 3), Wire.Frame((FrameType)0xFF, 0, 7), Wire.Ping(1) },
        { "5.5 an unknown frame inside a block", "closed: ProtocolError", "", Wire.Headers(1, Wire.Get[..7], 0), Wire.Frame((FrameType)0xFF, 0, 1) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Server(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => Server(Scripts[name], inBytes: true);

    [Theory]
    [InlineData("DATA")]
    [InlineData("HEADERS")]
    [InlineData("CONTINUATION")]
    public void Rfc9113_5_1_closed_in_good_order(string frame)
    {
        using var client = new ScriptedClient();
        client.Send(Get);
        Assert.Equal("Headers 1 :status: 200.", client.Respond("200"));
        var (bytes, code) = frame switch
        {
            "DATA" => (Wire.Data(1, "x"), "StreamClosed"),
            "HEADERS" => (Get, "StreamClosed"),
            _ => (Wire.Continuation(1, Wire.Get), "ProtocolError"),
        };
        Assert.StartsWith($"GoAway 1 {code} ", client.Send(bytes));
        Assert.True(client.Connection.IsClosed);
        Assert.Equal(Got, client.Log);
    }

    [Fact]
    public void Rfc9113_5_1_2_more_streams_than_allowed()
    {
        using var client = new ScriptedClient(new() { MaxConcurrentStreams = 2 });
        Assert.Equal("RstStream 5 RefusedStream", client.Send(Get, Wire.Headers(3, Wire.Get), Wire.Headers(5, Wire.Get)));
        Assert.Equal(2, client.Server.ActiveStreams);
    }

    [Fact]
    public void Rfc9113_5_4_1_GOAWAY_names_the_last_stream_that_was_begun()
    {
        using var client = new ScriptedClient();
        Assert.StartsWith("GoAway 3 ProtocolError", client.Send(Get, Wire.Headers(3, Wire.Get), Wire.Data(0, "x")));
    }
}
