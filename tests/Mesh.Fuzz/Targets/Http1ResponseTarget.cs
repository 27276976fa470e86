using Mesh.Engine.Buffers;
using Mesh.Engine.Http;
using Mesh.Engine.Http1;
using Mesh.Engine.Tests.Http1;

namespace Mesh.Fuzz.Targets;

/// <summary>A response head that is accepted and sent on is the same response for the next proxy. The first byte chooses what was asked.</summary>
internal sealed class Http1ResponseTarget : IFuzzTarget
{
    // Sending on adds a field or two.
    private static readonly HeadLimits NextHop = Heads.Limits with { Fields = Heads.Limits.Fields + 10, HeadBytes = 2 * Heads.Limits.HeadBytes };

    private readonly ByteQueue _sent = new(new BufferPool());

    public string Name => "http1-response";

    public IReadOnlyList<byte[]> Words => Http1Words.All;

    public IEnumerable<byte[]> Seeds => Http1Words.Messages(
        "\0HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "\u0001HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "\u0002HTTP/1.1 200 OK\r\n\r\n",
        "\u0003HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "\0HTTP/1.0 404 N\r\nTransfer-Encoding: chunked\r\n\r\n", "\0HTTP/1.1 103 E\r\nLink: x\r\n\r\n");

    public void Run(byte[] input)
    {
        var scanner = new HeadScanner(atLineStart: false);
        if (input.Length == 0 || scanner.Feed(input.AsSpan(1)) != HeadScan.Complete)
            return;
        var kind = (RequestKind)(input[0] & 3);
        using var first = new HeaderBlock();
        if (!Accepts(input.AsSpan(1, scanner.Scanned), Heads.Limits, kind, first, out var framing))
            return;
        _sent.Clear();
        var context = new ResponseContext(kind, HttpVersion.Http11, Close: false);
        if (!ResponseHeadEncoder.TryEncode(first, in context, "x"u8, framing.Kind == BodyKind.None, _sent, out _))
            return;
        _sent.TryMakeContiguous(_sent.Length);
        using var second = new HeaderBlock();
        Assert.True(Accepts(_sent.First, NextHop, kind, second, out var received), Heads.Text(_sent.First));
        Assert.Equal(Fields(first), Fields(second));
        Assert.Equal(framing.Kind is BodyKind.None, received.Kind is BodyKind.None);
    }

    private static bool Accepts(ReadOnlySpan<byte> head, HeadLimits limits, RequestKind kind, HeaderBlock block, out MessageFraming framing) =>
        ResponseHeadParser.Parse(head, in limits, kind, "x"u8, block, out framing) == MessageError.None;

    // The framing fields may be written anew at another place, the version is always our own, and TE is a request's.
    private static string Fields(HeaderBlock block)
    {
        block.Version = HttpVersion.Http11;
        block.Remove("content-length"u8);
        block.Remove("te"u8);
        return Heads.Print(block);
    }
}
