using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2.Conformance.Client;

/// <summary>RFC 9113 §4 to §7, seen from the client: frames of a server that are wrong by themselves or come in a wrong state.</summary>
public sealed class ClientFrameTests
{
    private const string Lost = "!Protocol !Protocol";
    private const string Ack = "Settings ack";

    private static readonly byte[] Ok = Wire.Fields(":status 200");
    private static readonly byte[] Head = Wire.Headers(1, Ok, FrameFlags.EndHeaders);
    private static readonly byte[] Whole = Wire.Headers(1, Ok);

    private static readonly ScriptTable Scripts = new()
    {
        { "4.1 unknown types, flags and reserved bits are ignored", "", "[200]x.", Head, Wire.Frame((FrameType)0x16, (FrameFlags)0xFF, 9, 1), Wire.Frame(FrameType.Data, (FrameFlags)0xF7, unchecked((int)0x8000_0001), (byte)'x') },
        { "4.2 a frame larger than allowed", "closed: FrameSizeError", Lost, Wire.Headers(1, new byte[16385]) },
        { "4.3 an interrupted block", "closed: ProtocolError", Lost, Wire.Headers(1, Ok[..3], 0), Wire.Data(1, "x") },
        { "5.1 idle: HEADERS", "closed: ProtocolError", Lost, Wire.Headers(5, Ok) },
        { "5.1 idle: DATA", "closed: ProtocolError", Lost, Wire.Data(5, "x") },
        { "5.1 idle: RST_STREAM", "closed: ProtocolError", Lost, Wire.RstStream(5, Http2ErrorCode.Cancel) },
        { "5.1 idle: WINDOW_UPDATE", "closed: ProtocolError", Lost, Wire.WindowUpdate(5, 1) },
        { "5.1 closed: DATA", "closed: StreamClosed", "[200]. !Protocol", Whole, Wire.Data(1, "x") },
        { "5.1 closed: HEADERS", "closed: StreamClosed", "[200]. !Protocol", Whole, Whole },
        { "5.1 closed: RST_STREAM, WINDOW_UPDATE", "", "[200].", Whole, Wire.RstStream(1, Http2ErrorCode.NoError), Wire.WindowUpdate(1, 1) },
        { "5.1 half-closed (remote): DATA", "RstStream 3 StreamClosed", "[200].!Protocol", Wire.Headers(3, Ok), Wire.Data(3, "x") },
        { "5.1.1 a stream of the server although push is disabled", "closed: ProtocolError", Lost, Wire.Headers(2, Ok) },
        { "5.5 an unknown frame inside a block", "closed: ProtocolError", Lost, Wire.Headers(1, Ok[..3], 0), Wire.Frame((FrameType)0xFF, 0, 1) },
        { "6.1 DATA on stream 0", "closed: ProtocolError", Lost, Wire.Data(0, "x") },
        { "6.1 padding longer than DATA", "closed: ProtocolError", "[200]!Protocol !Protocol", Head, Wire.Frame(FrameType.Data, FrameFlags.Padded, 1, 2, 0) },
        { "6.2 HEADERS on stream 0", "closed: ProtocolError", Lost, Wire.Headers(0, Ok) },
        { "6.2 padding and priority are dropped", "", "[200].", Wire.Headers(1, [1, 0, 0, 0, 0, 0, .. Ok, 0], Wire.EndBoth | FrameFlags.Padded | FrameFlags.Priority) },
        { "6.3 PRIORITY of a wrong size", "RstStream 1 FrameSizeError", "!Protocol", Wire.Frame(FrameType.Priority, 0, 1, new byte[4]) },
        { "6.4 RST_STREAM on stream 0", "closed: ProtocolError", Lost, Wire.RstStream(0, Http2ErrorCode.Cancel) },
        { "6.4 RST_STREAM of a wrong size", "closed: FrameSizeError", Lost, Wire.Frame(FrameType.RstStream, 0, 1, new byte[5]) },
        { "6.5 SETTINGS on a stream", "closed: ProtocolError", Lost, Wire.Frame(FrameType.Settings, 0, 1) },
        { "6.5 SETTINGS of a wrong size", "closed: FrameSizeError", Lost, Wire.Frame(FrameType.Settings, 0, 0, new byte[5]) },
        { "6.5.2 a server may not announce ENABLE_PUSH of 1", "closed: ProtocolError", Lost, Wire.Settings((SettingId.EnablePush, 1)) },
        { "6.5.2 ENABLE_PUSH of 0", Ack, "", Wire.Settings((SettingId.EnablePush, 0)) },
        { "6.5.2 INITIAL_WINDOW_SIZE above the limit", "closed: FlowControlError", Lost, Wire.Settings((SettingId.InitialWindowSize, 0x8000_0000)) },
        { "6.5.2 MAX_FRAME_SIZE below the least", "closed: ProtocolError", Lost, Wire.Settings((SettingId.MaxFrameSize, 16383)) },
        { "6.6 PUSH_PROMISE although push is disabled", "closed: ProtocolError", Lost, Wire.Frame(FrameType.PushPromise, FrameFlags.EndHeaders, 1, [0, 0, 0, 2, .. Wire.Get]) },
        { "6.7 PING is answered", "Ping ack 7", "", Wire.Ping(7) },
        { "6.7 PING of a wrong size", "closed: FrameSizeError", Lost, Wire.Frame(FrameType.Ping, 0, 0, new byte[7]) },
        { "6.7 PING on a stream", "closed: ProtocolError", Lost, Wire.Frame(FrameType.Ping, 0, 1, new byte[8]) },
        { "6.8 GOAWAY on a stream", "closed: ProtocolError", Lost, Wire.Frame(FrameType.GoAway, 0, 1, new byte[8]) },
        { "6.8 GOAWAY: streams above the last were not processed", "", "!Refused", Wire.GoAway(1) },
        { "6.8 GOAWAY: the others go on, then the connection closes", "closed: NoError", "[200]. !Refused", Wire.GoAway(1), Whole },
        { "6.8 GOAWAY with an error, too", "", "!Refused", Wire.GoAway(1, Http2ErrorCode.EnhanceYourCalm) },
        { "6.9 an increment of 0, connection", "closed: ProtocolError", Lost, Wire.WindowUpdate(0, 0) },
        { "6.9 an increment of 0, stream", "RstStream 3 ProtocolError", "!Protocol", Wire.WindowUpdate(3, 0) },
        { "6.9.1 a stream's window above the limit", "RstStream 3 FlowControlError", "!Protocol", Wire.WindowUpdate(3, int.MaxValue) },
        { "6.9.1 the connection's window above the limit", "closed: FlowControlError", Lost, Wire.WindowUpdate(0, int.MaxValue) },
        { "6.10 CONTINUATION completes HEADERS", "", "[200].", Wire.Headers(1, Ok[..3], FrameFlags.EndStream), Wire.Continuation(1, Ok[3..]) },
        { "6.10 CONTINUATION without HEADERS", "closed: ProtocolError", "[200]!Protocol !Protocol", Head, Wire.Continuation(1, Ok) },
        { "7 RST_STREAM with an unknown code", "", "!Internal", Wire.RstStream(1, (Http2ErrorCode)0xFF) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Judge.Client(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => Judge.Client(Scripts[name], inBytes: true);

    [Theory]
    [InlineData("3.4 the first frame is not SETTINGS", false)]
    [InlineData("3.4 the first frame is an acknowledgement", true)]
    public void The_servers_preface(string name, bool ack)
    {
        Assert.StartsWith("3.4", name, StringComparison.Ordinal);
        using var server = new ScriptedServer(greets: false);
        server.Turn();
        server.Connection.Connect();
        Assert.Equal("GoAway 0 ProtocolError the first frame must be SETTINGS; closed", server.Send(ack ? Wire.SettingsAck : Wire.Ping(1)));
    }
}
