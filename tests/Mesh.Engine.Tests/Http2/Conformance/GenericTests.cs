using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>What every client may expect: the ordinary use of each frame, of requests, and of field representations.</summary>
public sealed class GenericTests
{
    private const string Response = "Headers 1 :status: 200; Data 1 ok.";

    private static readonly byte[] Get = Wire.Headers(1, Wire.Get);
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);
    private static readonly byte[] Pseudo = Wire.Fields(":method GET", ":scheme http", ":authority a");
    private static readonly byte[] Priority = [0, 0, 0, 0, 15];

    private static readonly ScriptTable Scripts = new()
    {
        { "2 idle: PRIORITY", Response, Got, Wire.Frame(FrameType.Priority, 0, 1, Priority), Get },
        { "2 half-closed (remote): WINDOW_UPDATE, PRIORITY", Response + "; Ping ack 1", Got, Get, Wire.WindowUpdate(1, 100), Wire.Frame(FrameType.Priority, 0, 1, Priority), Wire.Ping(1) },
        { "2 closed: PRIORITY, WINDOW_UPDATE", Response + "; Ping ack 1", Got, Get, Wire.Frame(FrameType.Priority, 0, 1, Priority), Wire.WindowUpdate(1, 1), Wire.Ping(1) },
        { "3.1 one DATA frame", Response, Posted + "x.", Body, Wire.Data(1, "x", end: true) },
        { "3.1 several DATA frames", Response, Posted + "xyz.", Body, Wire.Data(1, "x"), Wire.Data(1, "y"), Wire.Data(1, "z", end: true) },
        { "3.1 padded DATA", Response, Posted + "x.", Body, Wire.Frame(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, [4, (byte)'x', 0, 0, 0, 0]) },
        { "3.2 HEADERS", Response, Got, Get },
        { "3.2 padded HEADERS", Response, Got, Wire.Headers(1, [2, .. Wire.Get, 0, 0], Wire.EndBoth | FrameFlags.Padded) },
        { "3.2 HEADERS with priority", Response, Got, Wire.Headers(1, [.. Priority, .. Wire.Get], Wire.EndBoth | FrameFlags.Priority) },
        { "3.3 PRIORITY: least and largest weight, exclusive, on a stream of the other side, on one that does not exist", Response, Got, [.. Priorities(), Get] },
        { "3.4 RST_STREAM", "", Posted + "!Cancelled", Body, Wire.RstStream(1, Http2ErrorCode.Cancel) },
        { "3.5 SETTINGS", "Settings ack", "", Wire.Settings((SettingId.MaxConcurrentStreams, 5)) },
        { "3.7 PING", "Ping ack 1234", "", Wire.Ping(0x1234) },
        { "3.8 GOAWAY ends the connection when nothing is open", "closed: NoError", "", Wire.GoAway(0) },
        { "3.9 WINDOW_UPDATE of the connection and of a stream", Response, Posted + "x.", Wire.WindowUpdate(0, 1), Body, Wire.WindowUpdate(1, 1), Wire.Data(1, "x", end: true) },
        { "3.10 one CONTINUATION", Response, Got, Wire.Headers(1, Wire.Get[..7], FrameFlags.EndStream), Wire.Continuation(1, Wire.Get[7..]) },
        { "3.10 several CONTINUATION", Response, Got, Wire.Headers(1, Wire.Get[..7], FrameFlags.EndStream), Wire.Continuation(1, Wire.Get[7..9], 0), Wire.Continuation(1, [], 0), Wire.Continuation(1, Wire.Get[9..]) },
        { "4 HEAD is answered without DATA", "Headers 1 :status: 200.", "[HEAD http a /].", Wire.Headers(1, Wire.Fields(":method HEAD", ":scheme http", ":authority a", ":path /")) },
        { "4 POST with trailers", Response, Posted + "x[|t=u].", Body, Wire.Data(1, "x"), Wire.Headers(1, Wire.Fields("t u")) },
        { "5 an indexed field", Response, Got, Wire.Headers(1, [.. Pseudo, 0x84]) },
        { "5 a literal to be indexed, indexed name", Response, Got, Wire.Headers(1, [.. Pseudo, 0x44, 1, (byte)'/']) },
        { "5 a literal to be indexed, indexed name, Huffman", Response, "[GET http a /index.html].", Wire.Headers(1, [.. Pseudo, 0x44, 0x88, 0x60, 0xD5, 0x48, 0x5F, 0x2B, 0xCE, 0x9A, 0x68]) },
        { "5 a literal to be indexed, new name", Response, "[GET http a /|x=y].", Wire.Headers(1, [.. Wire.Get, 0x40, 1, (byte)'x', 1, (byte)'y']) },
        { "5 a literal to be indexed, new name, Huffman", Response, "[GET http a /|custom-key=custom-value].", Wire.Headers(1, [.. Wire.Get, 0x40, .. Convert.FromHexString("8825A849E95BA97D7F8925A849E95BB8E8B4BF")]) },
        { "5 a literal not to be indexed", Response, Got, Wire.Headers(1, [.. Pseudo, 0x04, 1, (byte)'/']) },
        { "5 a literal never to be indexed", Response, Got, Wire.Headers(1, [.. Pseudo, 0x14, 1, (byte)'/']) },
        { "5 a change of the table's size, also twice", Response, Got, Wire.Headers(1, [0x20, 0x3F, 0xE1, 0x1F, .. Wire.Get]) },
        { "5 a field of the dynamic table", "Headers 1 :status: 200; Data 1 ok.; Headers 3 :status: 200; Data 3 ok.", "[GET http a /|x=y]. [GET http a /|x=y].", Wire.Headers(1, [.. Wire.Get, 0x40, 1, (byte)'x', 1, (byte)'y']), Wire.Headers(3, [.. Wire.Get, 0xBE]) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Answered(string name) => AnsweringServer(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Answered_byte_by_byte(string name) => AnsweringServer(Scripts[name], inBytes: true);

    private static IEnumerable<byte[]> Priorities() =>
    [
        Wire.Frame(FrameType.Priority, 0, 1, 0, 0, 0, 0, 0),
        Wire.Frame(FrameType.Priority, 0, 1, 0, 0, 0, 0, 255),
        Wire.Frame(FrameType.Priority, 0, 3, 0x80, 0, 0, 1, 7),
        Wire.Frame(FrameType.Priority, 0, 2, 0, 0, 0, 99, 7),
    ];
}
