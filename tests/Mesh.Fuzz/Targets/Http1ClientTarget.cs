using Mesh.Engine.Tests.Http1;

namespace Mesh.Fuzz.Targets;

/// <summary>
/// What a client connection makes of a server's bytes does not depend on how they are cut. The first byte chooses the request, the second
/// how long the second run's pieces are.
/// </summary>
internal sealed class Http1ClientTarget : IFuzzTarget
{
    private static readonly string[] Requests =
        ["GET http a /", "HEAD http a /", "POST http a / content-length=0", "GET http a / protocol=x", "CONNECT - a:1 -"];

    public string Name => "http1-client";

    public IReadOnlyList<byte[]> Words => Http1Words.All;

    public IEnumerable<byte[]> Seeds => Http1Words.Messages(
        "\0\u0001HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "\0\u0002HTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n",
        "\u0001\u0001HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "\u0003\u0001HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhello",
        "\u0004\u0001HTTP/1.1 200 OK\r\n\r\nhello", "\u0002\u0001HTTP/1.0 200 OK\r\n\r\nhello");

    public void Run(byte[] input)
    {
        if (input.Length < 2)
            return;
        var request = Requests[input[0] % Requests.Length];
        var bytes = input.AsSpan(2).ToArray();
        Assert.Equal(Ask(request, bytes, Math.Max(1, bytes.Length)), Ask(request, bytes, 1 + input[1]));
    }

    private static string Ask(string request, byte[] response, int piece)
    {
        using var peer = new ClientPeer();
        peer.Open();
        peer.Last.LongestText = int.MaxValue;
        peer.SendHead(request, null, end: !request.Contains("protocol", StringComparison.Ordinal) && !request.StartsWith("CONNECT", StringComparison.Ordinal));
        for (var position = 0; position < response.Length; position += piece)
        {
            peer.Connection.Feed(response.AsSpan(position, Math.Min(piece, response.Length - position)));
            peer.Turn();
        }
        peer.EndInput();
        return peer.Log;
    }
}
