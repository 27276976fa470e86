using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

/// <summary>Whoever counts is told of each refused message once, with its reason.</summary>
public sealed class RefusalTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    private readonly List<MessageError> _refused = [];

    [Theory]
    [InlineData(Get, null)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", MessageError.Host)]
    [InlineData(Get + "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", MessageError.LengthConflict)]
    [InlineData("GET / HTTP/1.1\n", MessageError.LineEnding)]
    [InlineData(Chunked + "x", MessageError.ChunkSize)]
    [InlineData(Chunked + "0\r\nX : y\r\n\r\n", MessageError.FieldName)]
    public void A_request(string bytes, MessageError? expected)
    {
        using var peer = new ServerPeer(Counting()) { Prepare = handler => handler.OnHead = h => { if (bytes.StartsWith("GET", StringComparison.Ordinal)) h.Respond("200"); } };
        peer.Send(bytes);
        Expect(expected);
    }

    [Theory]
    [InlineData("GET /")]
    [InlineData(Chunked + "0\r\nx: y")]
    public void A_request_that_comes_too_slowly(string start)
    {
        using var peer = new ServerPeer(Counting());
        peer.Send(start);
        Assert.Empty(_refused);
        peer.Advance(TimeSpan.FromSeconds(61));
        Expect(MessageError.Late);
    }

    [Fact]
    public void A_request_that_ends_inside_its_body()
    {
        using var peer = new ServerPeer(Counting());
        peer.Send(Chunked + "5\r\nhel");
        Assert.StartsWith("HTTP/1.1 400 ", peer.EndInput(), StringComparison.Ordinal);
        Expect(MessageError.Incomplete);
    }

    [Fact]
    public void A_request_that_goes_wrong_after_its_response_began()
    {
        using var peer = new ServerPeer(Counting());
        peer.Send(Chunked);
        peer.Respond("200", "x", end: false);
        Assert.Equal(" Aborted", peer.Send("x"));
        Expect(MessageError.ChunkSize);
    }

    [Theory]
    [InlineData(Ok + "Content-Length: 0\r\n\r\n", null)]
    [InlineData("SSH-2.0-x\r\n", MessageError.StatusLine)]
    [InlineData("HTTP/1.1 200 OK\n", MessageError.LineEnding)]
    [InlineData(Ok + "Content-Length: 1, 1\r\n\r\nx", MessageError.ContentLength)]
    [InlineData(Ok + "Transfer-Encoding: chunked\r\n\r\n-1\r\n", MessageError.ChunkSize)]
    [InlineData("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", MessageError.Upgrade)]
    public void A_response(string bytes, MessageError? expected)
    {
        using var peer = new ClientPeer(Counting());
        peer.Request("GET http a /");
        peer.Respond(bytes);
        Expect(expected);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 O")]
    [InlineData(Ok + "Content-Length: 5\r\n\r\nhel")]
    public void A_response_that_ends_early(string bytes)
    {
        using var peer = new ClientPeer(Counting());
        peer.Request("GET http a /");
        peer.Respond(bytes);
        Assert.Empty(_refused);
        peer.EndInput();
        Expect(MessageError.Incomplete);
    }

    [Fact]
    public void A_response_without_a_request()
    {
        using var peer = new ClientPeer(Counting());
        peer.Respond(Ok);
        Expect(MessageError.Unsolicited);
    }

    private Http1Options Counting() => new() { Refused = _refused.Add };

    private void Expect(MessageError? expected) => Assert.Equal(expected is { } one ? [one] : [], _refused);
}
