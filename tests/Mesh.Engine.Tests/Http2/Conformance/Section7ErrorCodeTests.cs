using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §7: error codes that nobody knows trigger nothing special.</summary>
public sealed class Section7ErrorCodeTests
{
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);

    private static readonly ScriptTable Scripts = new()
    {
        { "7 GOAWAY with an unknown code", "Ping ack 1", Posted, Body, Wire.GoAway(0, (Http2ErrorCode)0xFF), Wire.Ping(1) },
        { "7 RST_STREAM with an unknown code", "Ping ack 1", Posted + "!Internal", Body, Wire.RstStream(1, (Http2ErrorCode)0xFF), Wire.Ping(1) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Server(Scripts[name], inBytes: false);
}
