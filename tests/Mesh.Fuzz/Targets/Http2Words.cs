using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Fuzz.Targets;

/// <summary>Whole frames, for mutations that a connection does not refuse at the first byte.</summary>
internal static class Http2Words
{
    internal static readonly IReadOnlyList<byte[]> All =
    [
        Wire.Headers(1, Wire.Get), Wire.Headers(3, Wire.Post, FrameFlags.EndHeaders), Wire.Headers(1, Wire.Post, FrameFlags.None), Wire.Continuation(1, []),
        Wire.Headers(1, Wire.Fields(":status 200"), FrameFlags.EndHeaders), Wire.Headers(1, Wire.Fields("t u")), Wire.Headers(5, Wire.Fields(":method CONNECT", ":authority a:1"), FrameFlags.EndHeaders),
        Wire.Data(1, "hello", end: true), Wire.Data(1, "hello"), Wire.Data(3, ""), Wire.Frame(FrameType.Data, FrameFlags.Padded, 1, 2, 1, 0, 0), Wire.WindowUpdate(0, 1000), Wire.WindowUpdate(1, 0),
        Wire.WindowUpdate(1, int.MaxValue), Wire.RstStream(1, Http2ErrorCode.Cancel), Wire.RstStream(3, Http2ErrorCode.RefusedStream), Wire.GoAway(0), Wire.GoAway(int.MaxValue), Wire.Ping(1),
        Wire.SettingsAck, Wire.Settings((SettingId.InitialWindowSize, 0)), Wire.Settings((SettingId.InitialWindowSize, 100_000)), Wire.Settings((SettingId.HeaderTableSize, 0)), Wire.Settings(),
        Wire.Frame((FrameType)2, FrameFlags.None, 1, 0, 0, 0, 0, 1), Wire.Frame((FrameType)0x77, FrameFlags.None, 0, 1, 2, 3),
    ];

    internal static IEnumerable<byte[]> Conversations => [.. All, [.. All[0], .. All[1], .. All[7]], [.. All[1], .. All[8], .. All[5]], [.. All[2], .. All[3], .. All[11], .. All[14]], [.. All[4], .. All[7]]];
}
