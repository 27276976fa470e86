using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §4 and §6: frames that are wrong by themselves, and those that are allowed although they look odd.</summary>
public sealed class ServerFrameTests
{
    private const string Posted = "[POST http a /]";

    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);

    private static readonly ScriptTable Scripts = new()
    {
        { "4.1 unknown frame types are ignored", "", Wire.Frame((FrameType)0x16, (FrameFlags)0xFF, 0, new byte[8]), Wire.Frame((FrameType)0x16, 0, 9) },
        { "4.1 unknown flags are ignored", "Ping ack 1", Wire.Frame(FrameType.Ping, (FrameFlags)0xFE, 0, 0, 0, 0, 0, 0, 0, 0, 1) },
        { "4.1 the reserved bit of the stream id is ignored", "", Posted + "x.", Body, Wire.Frame(FrameType.Data, FrameFlags.EndStream, unchecked((int)0x8000_0001), (byte)'x') },
        { "4.2 a frame larger than allowed", "GoAway 0 FrameSizeError frame larger than SETTINGS_MAX_FRAME_SIZE; closed", Wire.Frame(FrameType.Ping, 0, 0, new byte[16385]) },
        { "4.2 a larger DATA frame", "GoAway 1 FrameSizeError frame larger than SETTINGS_MAX_FRAME_SIZE; closed", Posted + "!Protocol", Body, Wire.Data(1, new byte[16385]) },
        { "4.3 a block interrupted by PRIORITY", "GoAway 0 ProtocolError a field block was interrupted; closed", Wire.Headers(1, Wire.Get, 0), Wire.Frame(FrameType.Priority, 0, 1, new byte[5]) },
        { "4.3 a block interrupted by HEADERS of another stream", "GoAway 0 ProtocolError a field block was interrupted; closed", Wire.Headers(1, Wire.Get, 0), Wire.Headers(3, Wire.Get) },
        { "4.3 a block interrupted by DATA", "GoAway 0 ProtocolError a field block was interrupted; closed", Wire.Headers(1, Wire.Get, 0), Wire.Data(1, "x") },
        { "4.3 a block interrupted by an unknown frame", "GoAway 0 ProtocolError a field block was interrupted; closed", Wire.Headers(1, Wire.Get, 0), Wire.Frame((FrameType)0x16, 0, 1) },
        { "4.3 an invalid block", "GoAway 1 CompressionError invalid field block; closed", Wire.Headers(1, [0x80]) },
        { "6.1 DATA on stream 0", "GoAway 0 ProtocolError DATA on stream 0; closed", Wire.Data(0, "x") },
        { "6.1 padding is dropped", "", Posted + "x.", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 3, (byte)'x', 0, 0, 0) },
        { "6.1 padding alone", "", Posted + ".", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 2, 0, 0) },
        { "6.1 padding of no bytes", "", Posted + "x.", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 0, (byte)'x') },
        { "6.1 padding longer than DATA", "GoAway 1 ProtocolError padding longer than the frame; closed", Posted + "!Protocol", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded, 1, 2, 0) },
        { "6.1 padded DATA without a pad length", "GoAway 1 FrameSizeError padded DATA without a pad length; closed", Posted + "!Protocol", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded, 1) },
        { "6.2 HEADERS on stream 0", "GoAway 0 ProtocolError HEADERS on stream 0; closed", Wire.Headers(0, Wire.Get) },
        { "6.2 padding and priority are dropped", "", "[GET http a /].", Wire.Headers(1, [2, 0x80, 0, 0, 0, 7, .. Wire.Get, 0, 0], Wire.EndBoth | FrameFlags.Padded | FrameFlags.Priority) },
        { "6.2 padding longer than HEADERS", "GoAway 0 ProtocolError padding longer than the frame; closed", Wire.Headers(1, [2, 0x82], Wire.EndBoth | FrameFlags.Padded) },
        { "6.2 padding that reaches into priority", "GoAway 0 ProtocolError padding longer than the frame; closed", Wire.Headers(1, [1, 0, 0, 0, 0, 0], Wire.EndBoth | FrameFlags.Padded | FrameFlags.Priority) },
        { "6.2 HEADERS without its priority fields", "GoAway 0 FrameSizeError HEADERS without its priority fields; closed", Wire.Headers(1, [0, 0, 0, 0], Wire.EndBoth | FrameFlags.Priority) },
        { "6.3 PRIORITY on stream 0", "GoAway 0 ProtocolError PRIORITY on stream 0; closed", Wire.Frame(FrameType.Priority, 0, 0, new byte[5]) },
        { "6.3 PRIORITY on any stream is ignored", "", Wire.Frame(FrameType.Priority, 0, 7, new byte[5]), Wire.Frame(FrameType.Priority, 0, 2, new byte[5]) },
        { "6.3 PRIORITY of a wrong size on an open stream", "RstStream 1 FrameSizeError", Posted + "!Protocol", Body, Wire.Frame(FrameType.Priority, 0, 1, new byte[4]) },
        { "6.4 RST_STREAM on stream 0", "GoAway 0 ProtocolError RST_STREAM on stream 0; closed", Wire.RstStream(0, Http2ErrorCode.Cancel) },
        { "6.4 RST_STREAM on an idle stream", "GoAway 0 ProtocolError RST_STREAM on an idle stream; closed", Wire.RstStream(1, Http2ErrorCode.Cancel) },
        { "6.4 RST_STREAM of a wrong size", "GoAway 1 FrameSizeError RST_STREAM must have 4 bytes; closed", Posted + "!Protocol", Body, Wire.Frame(FrameType.RstStream, 0, 1, new byte[3]) },
        { "6.4 RST_STREAM with an unknown code", "", Posted + "!Internal", Body, Wire.RstStream(1, (Http2ErrorCode)77) },
        { "6.6 PUSH_PROMISE", "GoAway 0 ProtocolError PUSH_PROMISE although push is disabled; closed", Wire.Frame(FrameType.PushPromise, FrameFlags.EndHeaders, 1, [0, 0, 0, 2, .. Wire.Get]) },
        { "6.7 PING is answered", "Ping ack 123456789abcdef0", Wire.Ping(0x123456789ABCDEF0) },
        { "6.7 an acknowledged PING is not answered", "", Wire.Ping(1, ack: true) },
        { "6.7 PING on a stream", "GoAway 0 ProtocolError PING on a stream; closed", Wire.Frame(FrameType.Ping, 0, 1, new byte[8]) },
        { "6.7 PING of a wrong size", "GoAway 0 FrameSizeError PING must have 8 bytes; closed", Wire.Frame(FrameType.Ping, 0, 0, new byte[6]) },
        { "6.8 GOAWAY on a stream", "GoAway 0 ProtocolError GOAWAY on a stream; closed", Wire.Frame(FrameType.GoAway, 0, 1, new byte[8]) },
        { "6.8 GOAWAY of a wrong size", "GoAway 0 FrameSizeError GOAWAY must have at least 8 bytes; closed", Wire.Frame(FrameType.GoAway, 0, 0, new byte[7]) },
        { "6.10 CONTINUATION completes HEADERS", "", "[GET http a /].", Wire.Headers(1, Wire.Get[..9], FrameFlags.EndStream), Wire.Continuation(1, Wire.Get[9..20], 0), Wire.Continuation(1, Wire.Get[20..]) },
        { "6.10 CONTINUATION without HEADERS", "GoAway 0 ProtocolError CONTINUATION without HEADERS; closed", Wire.Continuation(1, []) },
        { "6.10 CONTINUATION after the end of the block", "GoAway 1 ProtocolError CONTINUATION without HEADERS; closed", Posted + "!Protocol", Body, Wire.Continuation(1, []) },
        { "6.10 CONTINUATION after DATA", "GoAway 1 ProtocolError CONTINUATION without HEADERS; closed", Posted + "x!Protocol", Body, Wire.Data(1, "x"), Wire.Continuation(1, []) },
        { "6.10 CONTINUATION of another stream", "GoAway 0 ProtocolError a field block was interrupted; closed", Wire.Headers(1, Wire.Get, 0), Wire.Continuation(3, []) },
        { "6.10 CONTINUATION on stream 0", "GoAway 0 ProtocolError CONTINUATION without HEADERS; closed", Wire.Continuation(0, []) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_are_judged(string name)
    {
        var script = Scripts[name];
        using var client = new ScriptedClient();
        Assert.Equal(script.Answer, client.Send(script.Frames));
        Assert.Equal(script.Log, client.Log);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_that_come_byte_by_byte_are_judged_the_same(string name)
    {
        var script = Scripts[name];
        using var client = new ScriptedClient();
        var answers = script.Frames.SelectMany(frame => frame).Select(one => client.Connection.IsClosed ? "" : client.Send([one]));
        Assert.Equal(script.Answer, string.Join("; ", answers.Where(answer => answer.Length > 0)));
        Assert.Equal(script.Log, client.Log);
    }

    [Fact]
    public void Rfc9113_4_2_frames_of_the_largest_size_are_taken()
    {
        using var client = new ScriptedClient();
        client.Send(Body, Wire.Data(1, new byte[16384]), Wire.Data(1, new byte[16384], end: true));
        Assert.Equal(2 * 16384, client.Last.ReceivedBytes);
        Assert.EndsWith(".", client.Log);
    }

    [Fact]
    public void Rfc9113_4_3_a_block_larger_than_the_limit_is_a_connection_error()
    {
        using var client = new ScriptedClient();
        var part = new byte[16384];
        var answer = client.Send(
            Wire.Headers(1, part, 0), Wire.Continuation(1, part, 0), Wire.Continuation(1, part, 0), Wire.Continuation(1, part, 0), Wire.Continuation(1, [1]));
        Assert.Equal("GoAway 0 EnhanceYourCalm field block too large; closed", answer);
    }
}
