using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §6 but for SETTINGS and flow control: what each frame must look like and where it may be.</summary>
public sealed class Section6FrameTests
{
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);
    private static readonly byte[] HalfBlock = Wire.Headers(1, Wire.Get[..9], FrameFlags.EndStream);

    private static readonly ScriptTable Scripts = new()
    {
        { "6.1 DATA on stream 0", "closed: ProtocolError", "", Wire.Data(0, "x") },
        { "6.1 DATA on a stream that is not open", "RstStream 1 StreamClosed", Got + "!Protocol", Wire.Headers(1, Wire.Get), Wire.Data(1, "x") },
        { "6.1 padding is dropped", "", Posted + "x.", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 3, (byte)'x', 0, 0, 0) },
        { "6.1 padding alone", "", Posted + ".", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 2, 0, 0) },
        { "6.1 padding of no bytes", "", Posted + "x.", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 0, (byte)'x') },
        { "6.1 padding as long as the payload", "closed: ProtocolError", Broken, Body, Wire.Frame(FrameType.Data, FrameFlags.Padded, 1, 2, 0) },
        { "6.1 padded without a length", "closed: FrameSizeError", Broken, Body, Wire.Frame(FrameType.Data, FrameFlags.Padded, 1) },
        { "6.2 HEADERS on stream 0", "closed: ProtocolError", "", Wire.Headers(0, Wire.Get) },
        { "6.2 padding and priority are dropped", "", Got, Wire.Headers(1, [2, 0x80, 0, 0, 0, 7, .. Wire.Get, 0, 0], Wire.EndBoth | FrameFlags.Padded | FrameFlags.Priority) },
        { "6.2 padding longer than the frame", "closed: ProtocolError", "", Wire.Headers(1, [2, 0x82], Wire.EndBoth | FrameFlags.Padded) },
        { "6.2 padding that reaches into priority", "closed: ProtocolError", "", Wire.Headers(1, [1, 0, 0, 0, 0, 0], Wire.EndBoth | FrameFlags.Padded | FrameFlags.Priority) },
        { "6.2 without its priority fields", "closed: FrameSizeError", "", Wire.Headers(1, [0, 0, 0, 0], Wire.EndBoth | FrameFlags.Priority) },
        { "6.2 a block that is not complete, then PRIORITY", "closed: ProtocolError", "", HalfBlock, Wire.Frame(FrameType.Priority, 0, 1, new byte[5]) },
        { "6.2 a block that is not complete, then HEADERS", "closed: ProtocolError", "", HalfBlock, Wire.Headers(1, Wire.Get) },
        { "6.3 PRIORITY on stream 0", "closed: ProtocolError", "", Wire.Frame(FrameType.Priority, 0, 0, new byte[5]) },
        { "6.3 PRIORITY of a wrong size", "RstStream 1 FrameSizeError", Broken, Body, Wire.Frame(FrameType.Priority, 0, 1, new byte[4]) },
        { "6.3 PRIORITY of a wrong size on an idle stream", "closed: FrameSizeError", "", Wire.Frame(FrameType.Priority, 0, 1, new byte[6]) },
        { "6.4 RST_STREAM on stream 0", "closed: ProtocolError", "", Wire.RstStream(0, Http2ErrorCode.Cancel) },
        { "6.4 RST_STREAM on an idle stream", "closed: ProtocolError", "", Wire.RstStream(1, Http2ErrorCode.Cancel) },
        { "6.4 RST_STREAM of a wrong size", "closed: FrameSizeError", Broken, Body, Wire.Frame(FrameType.RstStream, 0, 1, new byte[3]) },
        { "6.6 PUSH_PROMISE of a client", "closed: ProtocolError", Broken, Body, Wire.Frame(FrameType.PushPromise, FrameFlags.EndHeaders, 1, [0, 0, 0, 2, .. Wire.Get]) },
        { "6.7 PING is answered with its payload", "Ping ack 123456789abcdef0", "", Wire.Ping(0x123456789ABCDEF0) },
        { "6.7 an acknowledged PING is not answered", "", "", Wire.Ping(1, ack: true) },
        { "6.7 PING on a stream", "closed: ProtocolError", "", Wire.Frame(FrameType.Ping, 0, 1, new byte[8]) },
        { "6.7 PING of a wrong size", "closed: FrameSizeError", "", Wire.Frame(FrameType.Ping, 0, 0, new byte[6]) },
        { "6.8 GOAWAY on a stream", "closed: ProtocolError", "", Wire.Frame(FrameType.GoAway, 0, 1, new byte[8]) },
        { "6.8 GOAWAY of a wrong size", "closed: FrameSizeError", "", Wire.Frame(FrameType.GoAway, 0, 0, new byte[7]) },
        { "6.10 CONTINUATION completes HEADERS", "", Got, HalfBlock, Wire.Continuation(1, Wire.Get[9..20], 0), Wire.Continuation(1, Wire.Get[20..]) },
        { "6.10 CONTINUATION after HEADERS with END_HEADERS", "closed: ProtocolError", Broken, Body, Wire.Continuation(1, []) },
        { "6.10 CONTINUATION after CONTINUATION with END_HEADERS", "closed: ProtocolError", Got + "!Protocol", HalfBlock, Wire.Continuation(1, Wire.Get[9..]), Wire.Continuation(1, []) },
        { "6.10 CONTINUATION after DATA", "closed: ProtocolError", Posted + "x!Protocol", Body, Wire.Data(1, "x"), Wire.Continuation(1, []) },
        { "6.10 CONTINUATION of another stream", "closed: ProtocolError", "", HalfBlock, Wire.Continuation(3, []) },
        { "6.10 CONTINUATION on stream 0", "closed: ProtocolError", "", HalfBlock, Wire.Continuation(0, []) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Server(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => Server(Scripts[name], inBytes: true);
}
