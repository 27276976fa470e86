using Mesh.Engine.Http2.Frames;
using Mesh.Engine.Tests.Http2.Peers;

namespace Mesh.Engine.Tests.Http2;

/// <summary>RFC 9113 §8: which requests are well-formed, and how they look to handlers.</summary>
public sealed class ServerHeadTests
{
    private const string Pseudo = ":method GET,:scheme http,:authority a,:path /";

    [Theory]
    [InlineData(Pseudo, "[GET http a /].")]
    [InlineData(Pseudo + ",accept */*,x-a ", "[GET http a /|accept=*/*|x-a=].")]
    [InlineData(":path /a?b,:authority a:80,:scheme https,:method PUT", "[PUT https a:80 /a?b].")] // 8.3: in any order
    [InlineData(":method OPTIONS,:scheme http,:authority a,:path *", "[OPTIONS http a *].")] // 8.3.1
    [InlineData(":method GET,:scheme http,:path /,host a:81", "[GET http a:81 /].")] // 8.3.1: Host instead of :authority
    [InlineData(Pseudo + ",host a", "[GET http a /].")]
    [InlineData(":method GET,:scheme http,:path /", "[GET http  /].")]
    [InlineData(Pseudo + ",te trailers", "[GET http a /|te=trailers].")] // 8.2.2
    [InlineData(Pseudo + ",cookie a=b,x y,cookie c=d,cookie e=f", "[GET http a /|x=y|cookie=a=b; c=d; e=f].")] // 8.2.3
    [InlineData(Pseudo + ",content-length 0", "[GET http a /|content-length=0].")]
    [InlineData(Pseudo + ",content-length 000", "[GET http a /|content-length=0].")]
    [InlineData(":method CONNECT,:authority 10.0.0.1:80", "[CONNECT  10.0.0.1:80 ].")] // 8.5
    [InlineData(":method CONNECT,:authority a:1,content-length 0", "[CONNECT  a:1 ].")]
    [InlineData(":method CONNECT,:protocol websocket,:scheme http,:authority a,:path /chat", "[CONNECT http a /chat (websocket)].")] // RFC 8441
    public void Well_formed_requests_are_delivered(string fields, string expected)
    {
        using var client = new ScriptedClient();
        Assert.Equal("", client.Send(Wire.Headers(1, Wire.Fields(fields.Split(',')))));
        Assert.Equal(expected, client.Log);
    }

    [Theory]
    [InlineData(Pseudo + ",X-A b")] // 8.2: upper case
    [InlineData(Pseudo + ",x\u0001 b")]
    [InlineData(Pseudo + ",x\u00e9 b")]
    [InlineData(Pseudo + ",x:y b")]
    [InlineData(Pseudo + ", b")] // no name
    [InlineData(Pseudo + ",x a\nb")] // 8.2.1
    [InlineData(Pseudo + ",x a\rb")]
    [InlineData(Pseudo + ",x a\0b")]
    [InlineData(Pseudo + ",x  b")]
    [InlineData(Pseudo + ",x b ")]
    [InlineData(Pseudo + ",connection close")] // 8.2.2
    [InlineData(Pseudo + ",keep-alive timeout=5")]
    [InlineData(Pseudo + ",proxy-connection keep-alive")]
    [InlineData(Pseudo + ",transfer-encoding chunked")]
    [InlineData(Pseudo + ",upgrade websocket")]
    [InlineData(Pseudo + ",te gzip")]
    [InlineData(Pseudo + ",te trailers, gzip")]
    [InlineData(Pseudo + ",:unknown x")] // 8.3: unknown
    [InlineData(Pseudo + ",:status 200")] // of responses
    [InlineData(":method GET,:scheme http,x y,:authority a,:path /")] // 8.3: after a field
    [InlineData(Pseudo + ",:path /")] // 8.3.1: twice
    [InlineData(Pseudo + ",:method GET")]
    [InlineData(":scheme http,:authority a,:path /")] // missing
    [InlineData(":method GET,:authority a,:path /")]
    [InlineData(":method GET,:scheme http,:authority a")]
    [InlineData(":method GET,:scheme http,:authority a,:path ")] // empty
    [InlineData(":method GET,:scheme http,:authority a,:path x")]
    [InlineData(":method GET,:scheme http,:authority a,:path *")]
    [InlineData(":method GET,:scheme http,:authority a,:path /#f")]
    [InlineData(":method GET,:scheme http,:authority a,:path / b")]
    [InlineData(":method GET,:scheme http,:authority u@a,:path /")]
    [InlineData(":method GET,:scheme http,:authority ,:path /")]
    [InlineData(":method GET,:scheme ftp,:authority a,:path /")]
    [InlineData(":method G T,:scheme http,:authority a,:path /")]
    [InlineData(":method ,:scheme http,:authority a,:path /")]
    [InlineData(Pseudo + ",host b")] // contradicts
    [InlineData(Pseudo + ",host a,host a")]
    [InlineData(":method GET,:scheme http,:path /,host a/b")]
    [InlineData(Pseudo + ",content-length 1,content-length 1")]
    [InlineData(Pseudo + ",content-length -1")]
    [InlineData(Pseudo + ",content-length +0")]
    [InlineData(Pseudo + ",content-length 5")] // 8.1.1: END_STREAM comes at once
    [InlineData(":method CONNECT,:authority a:1,:path /")] // 8.5
    [InlineData(":method CONNECT,:authority a:1,:scheme http")]
    [InlineData(":method CONNECT")]
    [InlineData(":method CONNECT,:authority a:1,content-length 5")]
    [InlineData(":method GET,:protocol websocket,:scheme http,:authority a,:path /")] // RFC 8441
    [InlineData(":method CONNECT,:protocol websocket,:authority a")]
    [InlineData(":method CONNECT,:protocol ,:scheme http,:authority a,:path /")]
    public void Malformed_requests_are_stream_errors_and_never_delivered(string fields)
    {
        using var client = new ScriptedClient();
        Assert.Equal("RstStream 1 ProtocolError", client.Send(Wire.Headers(1, Wire.Fields(fields.Split(',')))));
        Assert.Empty(client.Exchanges);
        Assert.Equal("", client.Send(Wire.Headers(3, Wire.Get)));
        Assert.Single(client.Exchanges);
    }

    [Fact]
    public void Rfc8441_3_extended_CONNECT_can_be_forbidden()
    {
        using var client = new ScriptedClient(new() { AllowExtendedConnect = false });
        var fields = ":method CONNECT,:protocol websocket,:scheme http,:authority a,:path /chat".Split(',');
        Assert.Equal("RstStream 1 ProtocolError", client.Send(Wire.Headers(1, Wire.Fields(fields))));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void Rfc9113_8_1_1_bodies_have_the_promised_length(int length)
    {
        using var client = new ScriptedClient();
        var block = Wire.Fields([.. Pseudo.Split(','), "content-length 5"]);
        var answer = client.Send(Wire.Headers(1, block, FrameFlags.EndHeaders), Wire.Data(1, new byte[length], end: true));
        Assert.Equal("RstStream 1 ProtocolError", answer);
        Assert.EndsWith("!Protocol", client.Log);
    }

    [Fact]
    public void Rfc9113_8_1_trailers_end_the_request()
    {
        using var client = new ScriptedClient();
        client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders), Wire.Data(1, "x"), Wire.Headers(1, Wire.Fields("grpc-status 0", "x-y z")));
        Assert.Equal("[POST http a /]x[|grpc-status=0|x-y=z].", client.Log);
    }

    [Theory]
    [InlineData(":path /", true)] // 8.3: no pseudo-header fields
    [InlineData("Upper x", true)]
    [InlineData("connection close", true)]
    [InlineData("x y", false)] // 8.1: trailers without END_STREAM
    public void Rfc9113_8_1_malformed_trailers(string field, bool end)
    {
        using var client = new ScriptedClient();
        var flags = end ? Wire.EndBoth : FrameFlags.EndHeaders;
        Assert.Equal(
            "RstStream 1 ProtocolError",
            client.Send(Wire.Headers(1, Wire.Post, FrameFlags.EndHeaders), Wire.Headers(1, Wire.Fields(field), flags)));
        Assert.Equal("[POST http a /]!Protocol", client.Log);
    }

    [Theory]
    [InlineData(true, "Headers 1 :status: 431.; RstStream 1 NoError")]
    [InlineData(false, "Headers 1 :status: 431.; RstStream 1 NoError")]
    public void Rfc9113_6_5_2_a_head_larger_than_the_limit_is_answered(bool end, string expected)
    {
        using var client = new ScriptedClient(new() { MaxHeaderListSize = 1000 });
        var block = Wire.Fields([.. Pseudo.Split(','), .. Enumerable.Range(0, 25).Select(_ => "x y")]);
        Assert.Equal(expected, client.Send(Wire.Headers(1, block, end ? Wire.EndBoth : FrameFlags.EndHeaders)));
        Assert.Empty(client.Exchanges);
    }

    [Theory]
    [InlineData(3, "")]
    [InlineData(4, "Headers 1 :status: 431.; RstStream 1 NoError")]
    public void A_head_of_more_fields_than_the_limit_is_answered(int fields, string expected)
    {
        using var client = new ScriptedClient(new() { MaxFields = 4 });
        // The cookie, in crumbs, is one field.
        var block = Wire.Fields([.. Pseudo.Split(','), "cookie a=1", "cookie b=2", .. Enumerable.Range(0, fields).Select(i => $"x{i} y")]);
        Assert.Equal(expected, client.Send(Wire.Headers(1, block)));
    }

    [Fact]
    public void A_small_block_that_expands_is_bounded()
    {
        using var client = new ScriptedClient();
        // 4000 bytes once, then referred to by one byte each.
        byte[] bomb = [.. Wire.Get, 0x40, 1, (byte)'x', 0x7F, 0xA1, 0x1E, .. new byte[4000].Select(_ => (byte)'v'), .. Enumerable.Repeat((byte)0xBE, 10_000)];
        Assert.Equal("Headers 1 :status: 431.; RstStream 1 NoError", client.Send(Wire.Headers(1, bomb)));
        Assert.Equal("", client.Send(Wire.Headers(3, [.. Wire.Get, 0xBE])));
        Assert.Single(client.Exchanges);
    }
}
