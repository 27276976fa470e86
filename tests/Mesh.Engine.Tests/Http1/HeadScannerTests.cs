using Mesh.Engine.Http1;

namespace Mesh.Engine.Tests.Http1;

public sealed class HeadScannerTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\nrest", "Complete 27")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "Complete 18")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r", "Incomplete 26 line")]
    [InlineData("GET / HTTP/1.1\r\n", "Incomplete 16 line")]
    [InlineData("GET / HTTP/1.1\r", "Incomplete 15")]
    [InlineData("GET / HT", "Incomplete 8")]
    [InlineData("", "Incomplete 0")]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", "Malformed")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\n", "Malformed")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\r", "Malformed")]
    [InlineData("GET / HTTP/1.1\rX", "Malformed")]
    public void Finds_the_end_in_pieces_of_any_size(string text, string expected)
    {
        for (var size = 1; size <= Math.Max(1, text.Length); size++)
            Assert.Equal($"{size}: {expected}", $"{size}: {Scan(text, size, atLineStart: false)}");
    }

    [Theory]
    [InlineData("\r\nrest", "Complete 2")]
    [InlineData("a: b\r\n\r\n", "Complete 8")]
    [InlineData("\n", "Malformed")]
    public void Trailers_may_be_empty(string text, string expected)
    {
        for (var size = 1; size <= text.Length; size++)
            Assert.Equal($"{size}: {expected}", $"{size}: {Scan(text, size, atLineStart: true)}");
    }

    private static string Scan(string text, int size, bool atLineStart)
    {
        var bytes = Heads.Bytes(text);
        var scanner = new HeadScanner(atLineStart);
        var result = HeadScan.Incomplete;
        for (var start = 0; start < bytes.Length && result == HeadScan.Incomplete; start += size)
            result = scanner.Feed(bytes.AsSpan(start, Math.Min(size, bytes.Length - start)));
        return result switch
        {
            HeadScan.Complete => $"Complete {scanner.Scanned}",
            HeadScan.Incomplete => $"Incomplete {scanner.Scanned}{(scanner.FirstLineEnded ? " line" : "")}",
            _ => "Malformed",
        };
    }
}
