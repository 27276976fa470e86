using System.Text.RegularExpressions;
using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;
using static Mesh.Engine.Tests.Http2.Conformance.Judge;

namespace Mesh.Engine.Tests.Http2.Conformance;

/// <summary>RFC 9113 §8 (RFC 7540 §8.1): malformed requests are stream errors, and the connection goes on.</summary>
public sealed partial class Section8MessageTests
{
    private const string Malformed = "RstStream 1 ProtocolError; Ping ack 1";
    private const string Pseudo = ":method GET,:scheme http,:authority a,:path /";

    private static readonly byte[] Body = Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders);

    private static readonly ScriptTable Scripts = new()
    {
        { "8.1 trailers without END_STREAM", Malformed, Broken, Body, Wire.Headers(1, Wire.Fields("x y"), FrameFlags.EndHeaders) },
        { "8.1 pseudo-header fields in trailers", Malformed, Broken, Body, Wire.Headers(1, Wire.Fields(":path /")) },
        { "8.1.1 DATA shorter than Content-Length", Malformed, "[POST http a /|content-length=2]!Protocol", Long(2), Wire.Data(1, "x", end: true) },
        { "8.1.1 DATA longer than Content-Length", Malformed, "[POST http a /|content-length=0]!Protocol", Long(0), Wire.Data(1, "x", end: true) },
        { "8.1.1 several DATA frames, together longer", Malformed, "[POST http a /|content-length=2]xy!Protocol", Long(2), Wire.Data(1, "xy"), Wire.Data(1, "z", end: true) },
        { "8.1.1 no DATA although there is Content-Length", Malformed, "", Request(Pseudo + ",content-length 1") },
        { "8.2 a name in upper case", Malformed, "", Request(Pseudo + ",X-Test ok") },
        { "8.2.1 a name with a space", Malformed, "", Wire.Headers(1, [.. Wire.Get, 0, 3, (byte)'a', (byte)' ', (byte)'b', 0]) },
        { "8.2.1 an empty name", Malformed, "", Request(Pseudo + ", v") },
        { "8.2.1 a line break in a value", Malformed, "", Request(Pseudo + ",x a\r\nb") },
        { "8.2.1 a value that begins with a space", Malformed, "", Request(Pseudo + ",x  a") },
        { "8.2.2 Connection", Malformed, "", Request(Pseudo + ",connection keep-alive") },
        { "8.2.2 Transfer-Encoding", Malformed, "", Request(Pseudo + ",transfer-encoding chunked") },
        { "8.2.2 TE other than trailers", Malformed, "", Request(Pseudo + ",te trailers, deflate") },
        { "8.3 an unknown pseudo-header field", Malformed, "", Request(Pseudo + ",:test ok") },
        { "8.3 a pseudo-header field of responses", Malformed, "", Request(Pseudo + ",:status 200") },
        { "8.3 a pseudo-header field after a field", Malformed, "", Request(":method GET,:scheme http,:authority a,x y,:path /") },
        { "8.3.1 an empty :path", Malformed, "", Request(":method GET,:scheme http,:authority a,:path ") },
        { "8.3.1 no :method", Malformed, "", Request(":scheme http,:authority a,:path /") },
        { "8.3.1 no :scheme", Malformed, "", Request(":method GET,:authority a,:path /") },
        { "8.3.1 no :path", Malformed, "", Request(":method GET,:scheme http,:authority a") },
        { "8.3.1 two :method", Malformed, "", Request(Pseudo + ",:method GET") },
        { "8.3.1 two :scheme", Malformed, "", Request(Pseudo + ",:scheme http") },
        { "8.3.1 two :path", Malformed, "", Request(Pseudo + ",:path /") },
        { "8.3.1 two :authority", Malformed, "", Request(Pseudo + ",:authority a") },
        { "8.4 PUSH_PROMISE", "closed: ProtocolError", "", Wire.Frame(FrameType.PushPromise, FrameFlags.EndHeaders, 1, [0, 0, 0, 2, .. Wire.Get]) },
        { "8.5 CONNECT with :scheme and :path", Malformed, "", Request(":method CONNECT,:scheme http,:authority a:1,:path /") },
        { "8.5 CONNECT without :authority", Malformed, "", Request(":method CONNECT") },
        { "RFC 8441 4 :protocol without CONNECT", Malformed, "", Request(":method GET,:protocol websocket,:scheme http,:authority a,:path /") },
        { "RFC 8441 4 :protocol without :path", Malformed, "", Request(":method CONNECT,:protocol websocket,:scheme http,:authority a") },
    };

    public static TheoryData<string> Names => Scripts.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged(string name) => Server(ThenPing(name), inBytes: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Judged_byte_by_byte(string name) => Server(ThenPing(name), inBytes: true);

    private static Script ThenPing(string name) => Scripts[name] with { Frames = [.. Scripts[name].Frames, Wire.Ping(1)] };

    // "te trailers, deflate" is one field.
    private static byte[] Request(string fields) => Wire.Headers(1, Wire.Fields(CommaBetweenFields().Split(fields)));

    private static byte[] Long(int length) => Wire.Headers(1, [.. Wire.Post, .. Wire.Fields($"content-length {length}")], FrameFlags.EndHeaders);

    [GeneratedRegex(",(?! d)")]
    private static partial Regex CommaBetweenFields();
}
