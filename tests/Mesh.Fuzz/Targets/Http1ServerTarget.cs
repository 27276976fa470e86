using Mesh.Engine.Tests.Http1;

namespace Mesh.Fuzz.Targets;

/// <summary>
/// What a server connection makes of a client's bytes does not depend on how they are cut; nothing is heard after an end, and all memory is
/// given back. The first byte says how long the second run's pieces are.
/// </summary>
internal sealed class Http1ServerTarget : IFuzzTarget
{
    public string Name => "http1-server";

    public IReadOnlyList<byte[]> Words => Http1Words.All;

    public IEnumerable<byte[]> Seeds => Http1Words.Messages(
        "\u0001GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n", "\u0003POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
        "\u0002POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n\r\n", "\u0001CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\nhello",
        "\u0007POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");

    public void Run(byte[] input)
    {
        if (input.Length == 0)
            return;
        var bytes = input.AsSpan(1).ToArray();
        Assert.Equal(Serve(bytes, bytes.Length), Serve(bytes, 1 + input[0]));
    }

    private static string Serve(byte[] input, int piece)
    {
        using var peer = new ServerPeer { Prepare = Whole };
        var answers = new System.Text.StringBuilder();
        for (var position = 0; position < input.Length; position += piece)
        {
            peer.Connection.Feed(input.AsSpan(position, Math.Min(piece, input.Length - position)));
            answers.Append(peer.Turn());
        }
        answers.Append(peer.EndInput());
        // Which of several mistakes is told depends on which came first.
        var isRefused = answers.ToString().Contains("HTTP/1.1 4", StringComparison.Ordinal) || answers.ToString().Contains("HTTP/1.1 5", StringComparison.Ordinal);
        return $"{string.Join(' ', peer.Exchanges.Select(exchange => exchange.Log))}{(isRefused ? " refused" : "")}";
    }

    private static void Whole(StreamRecorder handler)
    {
        handler.LongestText = int.MaxValue;
        handler.OnHead = Answer;
    }

    private static void Answer(StreamRecorder handler) => handler.Send("200 content-length=0", end: true);
}
