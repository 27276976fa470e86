using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Tests.Http1;

namespace Mesh.Fuzz.Targets;

/// <summary>A request head that is accepted and sent on is the same request for the next proxy, with nothing behind it.</summary>
internal sealed class Http1RequestTarget : IFuzzTarget
{
    // Sending on adds a field or two.
    private static readonly HeadLimits NextHop = Heads.Limits with { Fields = Heads.Limits.Fields + 10, HeadBytes = 2 * Heads.Limits.HeadBytes };

    private readonly ByteQueue _sent = new(new BufferPool());

    public string Name => "http1-request";

    public IReadOnlyList<byte[]> Words => Http1Words.All;

    public IEnumerable<byte[]> Seeds => Http1Words.Messages(
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST http://a/b?c HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\nx: y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");

    public void Run(byte[] input)
    {
        var scanner = new HeadScanner(atLineStart: false);
        if (scanner.Feed(input) != HeadScan.Complete)
            return;
        using var first = new HeaderBlock();
        // HTTP/1.0 needs no host; the next hop, which is HTTP/1.1, does: who sends it on gives it one.
        if (!Accepts(input.AsSpan(0, scanner.Scanned), Heads.Limits, first, out var framing) || first.Authority.IsEmpty)
            return;
        _sent.Clear();
        var endStream = framing.Kind == BodyKind.None;
        if (!RequestHeadEncoder.TryEncode(first, endStream, _sent, out var sent))
            return;
        _sent.TryMakeContiguous(_sent.Length);
        using var second = new HeaderBlock();
        Assert.True(Accepts(_sent.First, NextHop, second, out var received), Heads.Text(_sent.First));
        Assert.Equal(Fields(first), Fields(second));
        Assert.Equal((sent.Kind, sent.Length), (received.Kind == BodyKind.None ? sent.Kind : received.Kind, received.Length));
        Assert.Equal(framing.Kind is BodyKind.None, received.Kind is BodyKind.None);
    }

    // A length may be said where there was none: of a POST without content, it is 0. The version is always our own,
    // and origin-form says no scheme.
    private static string Fields(HeaderBlock block)
    {
        block.Version = HttpVersion.Http11;
        block.Scheme = "http"u8;
        block.Remove("content-length"u8);
        return Heads.Print(block);
    }

    private static bool Accepts(ReadOnlySpan<byte> head, HeadLimits limits, HeaderBlock block, out MessageFraming framing) =>
        RequestHeadParser.Parse(head, in limits, "http"u8, block, out framing) == MessageError.None;
}
