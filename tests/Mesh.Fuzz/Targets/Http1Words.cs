using System.Text;

namespace Mesh.Fuzz.Targets;

/// <summary>What HTTP/1 messages are made of.</summary>
internal static class Http1Words
{
    internal static readonly IReadOnlyList<byte[]> All =
    [.. new[]
    {
        "\r\n", "\r\n\r\n", "\r", "\n", " ", "\t", ": ", ",", ";", "GET ", "HEAD ", "POST ", "CONNECT ", "OPTIONS ", "* ", "/ ", "http://a/ ", "a:1 ",
        "HTTP/1.1", "HTTP/1.0", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 \r\n", "HTTP/1.1 101 \r\n", "HTTP/1.1 204 \r\n", "HTTP/1.1 304 \r\n", "Host: a\r\n",
        "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Connection: close\r\n",
        "Connection: keep-alive\r\n", "Connection: upgrade\r\nUpgrade: websocket\r\n", "Expect: 100-continue\r\n", "TE: trailers\r\n", "Trailer: x\r\n",
        "x: y\r\n", " folded\r\n", "5\r\nhello\r\n", "0\r\n\r\n", "0\r\nx: y\r\n\r\n", "5;a=b\r\n", "ffffffffffffffff\r\n", "\0", "\x80",
    }.Select(Bytes)];

    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    internal static IEnumerable<byte[]> Messages(params string[] texts) => texts.Select(Bytes);
}
