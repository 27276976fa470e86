using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2.Conformance.Client;

/// <summary>RFC 9113 §8, seen from the client: malformed responses are stream errors, and the connection goes on.</summary>
public sealed class ClientMessageTests
{
    private const string Malformed = "RstStream 1 ProtocolError; Ping ack 1";

    private static readonly byte[] Head = Response(":status 200", FrameFlags.EndHeaders);

    private static readonly ScriptTable Scripts = new()
    {
        { "8.1 DATA before HEADERS", Malformed, "!Protocol", Wire.Data(1, "x") },
        { "8.1 an interim response ends the stream", Malformed, "!Protocol", Response(":status 103") },
        { "8.1 trailers without END_STREAM", Malformed, "[200]!Protocol", Head, Response("x y", FrameFlags.EndHeaders) },
        { "8.1 pseudo-header fields in trailers", Malformed, "[200]!Protocol", Head, Response(":status 200") },
        { "8.1 interim responses, body, trailers", "Ping ack 1", "[100][103|a=b][200]x[|t=u].", Response(":status 100", FrameFlags.EndHeaders), Response(":status 103,a b", FrameFlags.EndHeaders), Head, Wire.Data(1, "x"), Response("t u") },
        { "8.1.1 DATA shorter than Content-Length", Malformed, "[200|content-length=2]!Protocol", Response(":status 200,content-length 2", FrameFlags.EndHeaders), Wire.Data(1, "x", end: true) },
        { "8.1.1 DATA longer than Content-Length", Malformed, "[200|content-length=0]!Protocol", Response(":status 200,content-length 0", FrameFlags.EndHeaders), Wire.Data(1, "x", end: true) },
        { "8.1.1 no DATA although there is Content-Length", Malformed, "!Protocol", Response(":status 200,content-length 2") },
        { "8.2 a name in upper case", Malformed, "!Protocol", Response(":status 200,X y") },
        { "8.2.1 a line break in a value", Malformed, "!Protocol", Response(":status 200,x a\nb") },
        { "8.2.2 Connection", Malformed, "!Protocol", Response(":status 200,connection close") },
        { "8.2.2 Transfer-Encoding", Malformed, "!Protocol", Response(":status 200,transfer-encoding chunked") },
        { "8.3 an unknown pseudo-header field", Malformed, "!Protocol", Response(":status 200,:test ok") },
        { "8.3 a pseudo-header field of requests", Malformed, "!Protocol", Response(":status 200,:path /") },
        { "8.3 a pseudo-header field after a field", Malformed, "!Protocol", Response("x y,:status 200") },
        { "8.3.2 no :status", Malformed, "!Protocol", Response("x y") },
        { "8.3.2 two :status", Malformed, "!Protocol", Response(":status 200,:status 200") },
        { "8.3.2 a :status that is no number", Malformed, "!Protocol", Response(":status 2x0") },
        { "8.6 status 101", Malformed, "!Protocol", Response(":status 101", FrameFlags.EndHeaders) },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Judge.Client(ThenPing(name), inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => Judge.Client(ThenPing(name), inBytes: true);

    private static Script ThenPing(string name) => Scripts[name] with { Frames = [.. Scripts[name].Frames, Wire.Ping(1)] };

    private static byte[] Response(string fields, FrameFlags flags = Wire.EndBoth) => Wire.Headers(1, Wire.Fields(fields.Split(',')), flags);
}
