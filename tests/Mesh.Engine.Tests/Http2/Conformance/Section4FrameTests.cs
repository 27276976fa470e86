using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §4: frame format, frame size, field blocks.</summary>
public sealed class Section4FrameTests
{
    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);
    private static readonly byte[] HalfBlock = Wire.Headers(1, Wire.Get[..7], FrameFlags.EndStream);

    private static readonly ScriptTable Scripts = new()
    {
        { "4.1 unknown types are ignored", "", "", Wire.Frame((FrameType)0x16, (FrameFlags)0xFF, 0, new byte[8]), Wire.Frame((FrameType)0x16, 0, 9) },
        { "4.1 undefined flags are ignored", "Ping ack 1", "", Wire.Frame(FrameType.Ping, (FrameFlags)0xFE, 0, 0, 0, 0, 0, 0, 0, 0, 1) },
        { "4.1 the reserved bit of the stream's id is ignored", "", Posted + "x.", Body, Wire.Frame(FrameType.Data, FrameFlags.EndStream, unchecked((int)0x8000_0001), (byte)'x') },
        { "4.2 DATA larger than that", "closed: FrameSizeError", Broken, Body, Wire.Data(1, new byte[16385], end: true) },
        { "4.2 HEADERS larger than that", "closed: FrameSizeError", "", Wire.Headers(1, new byte[16385]) },
        { "4.2 PING larger than that", "closed: FrameSizeError", "", Wire.Frame(FrameType.Ping, 0, 0, new byte[16385]) },
        { "4.3 an invalid block", "closed: CompressionError", "", Wire.Headers(1, [0x80]) },
        { "4.3 a block that is cut", "closed: CompressionError", "", Wire.Headers(1, Wire.Get[..^1]) },
        { "4.3 an invalid block on a stream that was reset counts all the same", "RstStream 1 ProtocolError; closed: CompressionError", Broken, Body, Wire.WindowUpdate(1, 0), Wire.Headers(1, [0x80]) },
        { "4.3 PRIORITY inside a block", "closed: ProtocolError", "", HalfBlock, Wire.Frame(FrameType.Priority, 0, 1, new byte[5]) },
        { "4.3 HEADERS of another stream inside a block", "closed: ProtocolError", "", HalfBlock, Wire.Headers(3, Wire.Get) },
        { "4.3 DATA inside a block", "closed: ProtocolError", "", HalfBlock, Wire.Data(1, "x") },
        { "4.3 PING inside a block", "closed: ProtocolError", "", HalfBlock, Wire.Ping(1) },
        { "4.3 RST_STREAM inside a block", "closed: ProtocolError", "", HalfBlock, Wire.RstStream(1, Http2ErrorCode.Cancel) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Server(Scripts[name], inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => Server(Scripts[name], inBytes: true);

    [Fact]
    public void Rfc9113_4_2_frames_of_the_largest_size_are_taken()
    {
        using var client = new ScriptedClient();
        client.Send(Body, Wire.Data(1, new byte[16384]), Wire.Data(1, new byte[16384], end: true));
        Assert.Equal(2 * 16384, client.Last.ReceivedBytes);
        Assert.EndsWith(".", client.Log);
    }

    [Fact]
    public void Rfc9113_4_3_a_block_larger_than_the_limit()
    {
        using var client = new ScriptedClient();
        var part = new byte[16384];
        var answer = client.Send(
            Wire.Headers(1, part, 0), Wire.Continuation(1, part, 0), Wire.Continuation(1, part, 0), Wire.Continuation(1, part, 0), Wire.Continuation(1, [1]));
        Assert.Equal("GoAway 0 EnhanceYourCalm field block too large; closed", answer);
    }
}
