using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

public sealed class CodecPropertyTests
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "x-Custom"];
    private static readonly string[] Authorities = ["a", "catalog.shop:80", "10.0.0.7", "[2001:2::1]:8080"];
    private static readonly string[] Paths = ["/", "/a/b?c=d", "/%2e%2e/", "/?", "/a;b=c,d"];
    private static readonly string[] Names = ["x", "cookie", "accept", "x-long-name_with.all~tokens", "expect"];
    private static readonly string[] Values = ["", "a", "a, b;q=0.5", "\xE9\xFF", "tab\tinside", "\"quoted: string\""];

    // Pieces that make malformed messages likely to be almost right.
    private static readonly string[] Pieces =
    [
        "GET ", "POST ", "/ ", "HTTP/1.1", "HTTP/1.0", "\r\n", "\r\n\r\n", "\n", "\r", "Host: a\r\n", "Content-Length: 5\r\n", "hello",
        "Transfer-Encoding: chunked\r\n", "5\r\n", "0\r\n\r\n", ": ", " ", "\t", "\0", "\xFF", "HTTP/1.1 200 OK\r\n", "Connection: ", "close", "upgrade",
        "Upgrade: x\r\n", ";", "ffffffffffffffff", "-", "http://a", "CONNECT a:1 ", ",", "[", "]", "?", "#", "Te: trailers\r\n",
    ];

    private static readonly string[] Messages =
    [
        "GET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n",
        "POST http://a/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST / HTTP/1.0\r\nConnection: x\r\nX: y\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
    ];

    private static readonly Gen<byte[]> Garbage = Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b));

    private static readonly Gen<byte[]> NearlyRight =
        from message in Gen.Elements(Messages)
        from count in Gen.Choose(0, 3)
        from edits in Gen.ArrayOf(OneEdit, count)
        select Heads.Bytes(edits.Aggregate(message, (text, edit) => edit(text)));

    private static Gen<Func<string, string>> OneEdit =>
        from position in Gen.Choose(0, 60)
        from removed in Gen.Choose(0, 3)
        from inserted in Gen.Elements(Pieces)
        select (Func<string, string>)(text => Edit(text, position, removed, inserted));

    private static readonly Gen<(string Name, string Value)[]> Fields =
        Gen.ArrayOf(Gen.Zip(Gen.Elements(Names), Gen.Elements(Values), (name, value) => (name, value)));

    [Fact]
    public void A_request_survives_encoding_and_parsing()
    {
        var requests = from method in Gen.Elements(Methods)
                       from authority in Gen.Elements(Authorities)
                       from path in Gen.Elements(Paths)
                       from fields in Fields
                       from length in Gen.Elements(-1, 0, 7)
                       select (method, authority, path, fields, length);
        Prop.ForAll(requests.ToArbitrary(), request =>
        {
            using var block = new HeaderBlock { Method = Heads.Bytes(request.method), Scheme = "http"u8, Authority = Heads.Bytes(request.authority), Path = Heads.Bytes(request.path) };
            AddFields(block, request.fields);
            if (request.length >= 0)
                block.Add("content-length"u8, Heads.Bytes(request.length.ToString()));
            var head = Encode(output => RequestHeadEncoder.TryEncode(block, request.length == 0, output, out _));
            var expected = request.length switch { < 0 => "Chunked", 0 => "None", _ => "Length 7" };
            return Heads.Request(head, Heads.Limits) == $"{Heads.Print(block)} -> {expected}";
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_response_survives_encoding_and_parsing()
    {
        var responses = from status in Gen.Choose(200, 999).Where(status => status is not (204 or 304))
                        from fields in Fields
                        from close in Gen.Elements(true, false)
                        select (status, fields, close);
        Prop.ForAll(responses.ToArbitrary(), response =>
        {
            using var block = new HeaderBlock { Status = response.status };
            AddFields(block, response.fields);
            var context = new ResponseContext(RequestKind.Ordinary, HttpVersion.Http11, response.close);
            var head = Encode(output => ResponseHeadEncoder.TryEncode(block, in context, default, false, output, out _));
            return Heads.Response(head, RequestKind.Ordinary, "") == $"{Heads.Print(block)} -> Chunked{(response.close ? " close" : "")}";
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Content_survives_encoding_and_decoding()
    {
        var bodies = Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b)));
        Prop.ForAll(bodies.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (pieces, size) =>
        {
            var framing = new MessageFraming(BodyKind.Chunked, 0, true);
            var encoder = new BodyEncoder(in framing);
            var body = Encode(output => pieces.All(piece => encoder.TryEncode(piece, false, output)) && encoder.TryEncode(default, true, output));
            return Decode(framing, body, size).SequenceEqual(pieces.SelectMany(piece => piece));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Garbage_never_throws() => Prop.ForAll(Gen.OneOf(Garbage, NearlyRight).ToArbitrary(), bytes =>
    {
        using var block = new HeaderBlock();
        Heads.Request(bytes, Heads.Limits);
        foreach (var kind in Enum.GetValues<RequestKind>())
            Heads.Response(bytes, kind, "x");
        TrailerFields.Parse(bytes, 10, block);
        foreach (var kind in Enum.GetValues<BodyKind>())
            Decode(new MessageFraming(kind, 5, true), bytes, 3);
        new HeadScanner(false).Feed(bytes);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void What_is_accepted_means_the_same_when_it_is_sent_on()
    {
        var accepted = 0;
        Prop.ForAll(NearlyRight.ToArbitrary(), bytes =>
        {
            using var block = new HeaderBlock();
            var error = RequestHeadParser.Parse(bytes, Heads.Limits, "http"u8, block, out var framing);
            if (error != MessageError.None || block.Authority.IsEmpty)
                return;
            accepted++;
            var head = Encode(output => RequestHeadEncoder.TryEncode(block, framing.Kind == BodyKind.None, output, out _));
            using var again = new HeaderBlock();
            Assert.Equal(MessageError.None, RequestHeadParser.Parse(head, Heads.Limits, block.Scheme, again, out var sent));
            Assert.Equal((framing.Kind, framing.Length), (sent.Kind, sent.Length));
            Assert.Equal(Meaning(block), Meaning(again));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        Assert.True(accepted > 50, $"only {accepted} messages were accepted");
    }

    // The version is the hop's, an empty body's length and the place of TE may differ.
    private static string Meaning(HeaderBlock block)
    {
        block.Version = HttpVersion.Http11;
        block.Remove("content-length"u8);
        block.Remove("te"u8);
        return Heads.Print(block);
    }

    private static string Edit(string text, int position, int removed, string inserted)
    {
        var start = Math.Min(position, text.Length);
        return text.Remove(start, Math.Min(removed, text.Length - start)).Insert(start, inserted);
    }

    private static void AddFields(HeaderBlock block, (string Name, string Value)[] fields)
    {
        foreach (var (name, value) in fields.Take(50))
            block.Add(Heads.Bytes(name), Heads.Bytes(value));
    }

    private static byte[] Encode(Func<ByteQueue, bool> encode)
    {
        using var pool = new BufferPool();
        var queue = new ByteQueue(pool);
        Assert.True(encode(queue));
        var bytes = new byte[queue.Length];
        queue.Peek(bytes);
        queue.Clear();
        return bytes;
    }

    private static List<byte> Decode(MessageFraming framing, byte[] body, int size)
    {
        var decoder = new BodyDecoder(in framing);
        var content = new List<byte>();
        for (var position = 0; position < body.Length && !decoder.ContentEnded;)
        {
            var piece = body.AsSpan(position, Math.Min(size, body.Length - position));
            if (decoder.Decode(piece, out var consumed, out var data) != MessageError.None)
                break;
            content.AddRange(data);
            position += consumed;
        }
        return content;
    }
}
