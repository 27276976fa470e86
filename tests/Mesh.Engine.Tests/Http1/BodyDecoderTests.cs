using System.Text;
using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

public sealed class BodyDecoderTests
{
    public static TheoryData<string, string, string> Chunked => new()
    {
        { "9112 §7.1 empty", "0\r\n", "''." },
        { "9112 §7.1 one chunk", "5\r\nhello\r\n0\r\n", "'hello'." },
        { "9112 §7.1 several chunks", "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n", "'hello world'." },
        { "9112 §7.1 hexadecimal in both cases", "a\r\n0123456789\r\nB\r\n0123456789A\r\n0\r\n", "'01234567890123456789A'." },
        { "9112 §7.1 leading zeros", "0000000000000005\r\nhello\r\n00\r\n", "'hello'." },
        { "9112 §7.1 CRLF is content", "4\r\n\r\n\r\n\r\n0\r\n", "'\r\n\r\n'." },
        { "9112 §7.1 what follows is left", "0\r\nX: y\r\n\r\nGET", "''.X: y\r\n\r\nGET" },
        { "9112 §7.1 unfinished", "5\r\nhel", "'hel'" },
        { "9112 §7.1.1 extension", "5;a\r\nhello\r\n0;b=c;d=\"x;y\"\r\n", "'hello'." },
        { "9112 §7.1.1 bad white space", "5 \t; a = b\r\nhello\r\n0\r\n", "'hello'." },
        { "9112 §7.1 no size", "\r\nhello\r\n0\r\n", "'' ChunkSize" },
        { "9112 §7.1 no number", "x\r\n", "'' ChunkSize" },
        { "9112 §7.1 0x", "0x5\r\nhello\r\n0\r\n", "'' ChunkSize" },
        { "9112 §7.1 sign", "+5\r\nhello\r\n0\r\n", "'' ChunkSize" },
        { "9112 §7.1 negative", "-5\r\nhello\r\n0\r\n", "'' ChunkSize" },
        { "9112 §7.1 space first", " 5\r\nhello\r\n0\r\n", "'' ChunkSize" },
        { "9112 §7.1 underscore", "5_0\r\n", "'' ChunkSize" },
        { "9112 §7.1 17 digits", "00000000000000005\r\nhello\r\n", "'' ChunkSize" },
        { "9112 §7.1 overflow", "ffffffffffffffff\r\n", "'' ChunkSize" },
        { "9112 §7.1 2^63", "8000000000000000\r\n", "'' ChunkSize" },
        { "9112 §7.1 size and LF", "5\nhello\r\n0\r\n", "'' LineEnding" },
        { "9112 §7.1 size and CR", "5\rhello\r\n0\r\n", "'' LineEnding" },
        { "9112 §7.1 last size and LF", "0\n\n", "'' LineEnding" },
        { "9112 §7.1 white space after the size", "5 \r\nhello\r\n0\r\n", "'' ChunkExtension" },
        { "9112 §7.1 word after the size", "5 x\r\nhello\r\n0\r\n", "'' ChunkExtension" },
        { "9112 §7.1.1 extension without name", "5;\r\nhello\r\n0\r\n", "'' ChunkExtension" },
        { "9112 §7.1.1 two semicolons", "5;;a\r\nhello\r\n0\r\n", "'' ChunkExtension" },
        { "9112 §7.1.1 LF in an extension", "5;a\nhello\r\n0\r\n", "'' LineEnding" },
        { "9112 §7.1.1 CR in an extension", "5;a\rb\r\nhello\r\n", "'' LineEnding" },
        { "9112 §7.1.1 NUL in an extension", "5;a\0\r\nhello\r\n", "'' ChunkExtension" },
        { "9112 §7.1.1 DEL in an extension", "5;a\x7F\r\nhello\r\n", "'' ChunkExtension" },
        { "9112 §7.1 data too long", "5\r\nhelloX\r\n0\r\n", "'hello' ChunkEnd" },
        { "9112 §7.1 data too short", "6\r\nhello\r\n0\r\n", "'hello\r' ChunkEnd" },
        { "9112 §7.1 data and LF", "5\r\nhello\n0\r\n", "'hello' ChunkEnd" },
        { "9112 §7.1 data and CR", "5\r\nhello\r0\r\n", "'hello' ChunkEnd" },
        { "9112 §7.1 data and nothing", "5\r\nhello0\r\n", "'hello' ChunkEnd" },
    };

    [Theory]
    [MemberData(nameof(Chunked))]
    public void Chunked_in_pieces_of_any_size(string name, string body, string expected)
    {
        for (var size = 1; size <= body.Length; size++)
            Assert.Equal($"{name} by {size}: {expected}", $"{name} by {size}: {Decode(new MessageFraming(BodyKind.Chunked, 0, true), body, size)}");
    }

    [Theory]
    [InlineData(BodyKind.Length, 5, "hello!", "'hello'.!")]
    [InlineData(BodyKind.Length, 6, "hello", "'hello'")]
    [InlineData(BodyKind.Length, 0, "x", "''.x")]
    [InlineData(BodyKind.None, 0, "x", "''.x")]
    [InlineData(BodyKind.UntilClose, 0, "hello", "'hello'")]
    [InlineData(BodyKind.Tunnel, 0, "hello", "'hello'")]
    internal void Others_in_pieces_of_any_size(BodyKind kind, long length, string body, string expected)
    {
        for (var size = 1; size <= body.Length; size++)
            Assert.Equal($"{size}: {expected}", $"{size}: {Decode(new MessageFraming(kind, length, true), body, size)}");
    }

    [Fact]
    public void Extensions_are_bounded_over_the_whole_body()
    {
        var chunk = $"1;{new string('x', ChunkedDecoder.MaxExtensionBytes / 4)}\r\na\r\n";
        var body = string.Concat(Enumerable.Repeat(chunk, 4)) + "0\r\n";
        Assert.Equal("'aaa' ChunkExtension", Decode(new MessageFraming(BodyKind.Chunked, 0, true), body, body.Length));
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("Grpc-Status: 0\r\nX:\r\n\r\n", "|grpc-status=0|x=")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: x\r\nHost: b\r\nA: b\r\nAuthorization: c\r\n\r\n", "|a=b")]
    [InlineData("A : b\r\n\r\n", "FieldName")]
    [InlineData("A: b\n\r\n", "LineEnding")]
    [InlineData(" folded\r\n\r\n", "FieldName")]
    [InlineData("A: \0\r\n\r\n", "FieldValue")]
    public void Trailers(string section, string expected)
    {
        using var block = new Engine.Http.HeaderBlock();
        var error = TrailerFields.Parse(Heads.Bytes(section), 5, block);
        Assert.Equal(expected, error == MessageError.None ? Heads.Print(block).TrimStart() : error.ToString());
        Assert.Equal(MessageError.TooManyFields, TrailerFields.Parse("a: b\r\na: b\r\na: b\r\na: b\r\n\r\n"u8, 3, block));
    }

    /// <summary>Content in quotes, a dot at its end and what is left after it, or the error.</summary>
    private static string Decode(MessageFraming framing, string body, int size)
    {
        var bytes = Heads.Bytes(body);
        var decoder = new BodyDecoder(in framing);
        var content = new StringBuilder();
        var position = 0;
        for (var end = Math.Min(size, bytes.Length); position < bytes.Length && !decoder.ContentEnded; end = Math.Min(end + size, bytes.Length))
        {
            while (position < end && !decoder.ContentEnded)
            {
                var error = decoder.Decode(bytes.AsSpan(position, end - position), out var consumed, out var data);
                if (error != MessageError.None)
                    return $"'{content}' {error}";
                Assert.True(consumed > 0 && data.Length <= consumed);
                content.Append(Heads.Text(data));
                position += consumed;
            }
        }
        return decoder.ContentEnded ? $"'{content}'.{Heads.Text(bytes.AsSpan(position))}" : $"'{content}'";
    }
}
