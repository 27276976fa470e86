using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §6.9: WINDOW_UPDATE and the windows of what the server sends.</summary>
public sealed class Section69FlowControlTests
{
    private const string Ack = "Settings ack; ";
    private const string Head = "Headers 1 :status: 200";

    private static readonly byte[] Get = Wire.Headers(1, Wire.Get);
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);

    private static readonly ScriptTable Scripts = new()
    {
        { "6.9 an increment of 0, connection", "closed: ProtocolError", "", Wire.WindowUpdate(0, 0) },
        { "6.9 an increment of 0, stream", "RstStream 1 ProtocolError", Broken, Body, Wire.WindowUpdate(1, 0) },
        { "6.9 a wrong size", "closed: FrameSizeError", "", Wire.Frame(FrameType.WindowUpdate, 0, 0, new byte[3]) },
        { "6.9 the reserved bit is ignored", "Ping ack 1", "", Wire.Frame(FrameType.WindowUpdate, 0, 0, 0x80, 0, 0, 1), Wire.Ping(1) },
        { "6.9.1 no more than the stream's window is sent", Ack + Head + "; Data 1 o", Got, Window(1), Get },
        { "6.9.1 a window of 0 sends no DATA", Ack + Head, Got, Window(0), Get },
        { "6.9.1 the connection's window above the limit", "closed: FlowControlError", "", Wire.WindowUpdate(0, int.MaxValue), Wire.WindowUpdate(0, int.MaxValue) },
        { "6.9.1 a stream's window above the limit", "RstStream 1 FlowControlError", Broken, Body, Wire.WindowUpdate(1, int.MaxValue) },
        { "6.9.1 a stream's window at the limit", "Ping ack 1", Posted, Body, Wire.WindowUpdate(1, int.MaxValue - 65535), Wire.Ping(1) },
        { "6.9.2 a larger initial window lets open streams go on", $"{Ack}{Head}; {Ack}Data 1 o; {Ack}Data 1 k.", Got, Window(0), Get, Window(1), Window(2) },
        { "6.9.2 a window may become negative", $"{Ack}{Head}; Data 1 o; Settings ack; Data 1 k.", Got, Window(1), Get, Window(0), Wire.WindowUpdate(1, 1), Wire.WindowUpdate(1, 1) },
        { "6.9.2 the initial window above the limit", "closed: FlowControlError", "", Window(0x8000_0000) },
        { "6.9.2 an open stream's window above the limit by SETTINGS", "closed: FlowControlError", Broken, Body, Wire.WindowUpdate(1, 1), Window(0x7FFF_FFFF) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => AnsweringServer(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => AnsweringServer(Scripts[name], inBytes: true);

    private static byte[] Window(uint size) => Wire.Settings((SettingId.InitialWindowSize, size));
}
