namespace Mesh.Engine.Tests.Http1;

/// <summary>
/// Messages that some pair of parsers reads differently, so that <c>GET /evil</c> would be a request for one of them only.
/// Each has to be refused, wherever the bytes are cut.
/// </summary>
public sealed class SmugglingTests
{
    private const string Evil = "GET /evil HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Post = "POST /good HTTP/1.1\r\nHost: a\r\n";
    private const string Chunked = Post + "Transfer-Encoding: chunked\r\n\r\n";

    public static TheoryData<string, string> Refused => new()
    {
        { "CL.TE", Post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Evil },
        { "TE.CL", Post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n1d\r\n" + Evil + "\r\n0\r\n\r\n" },
        { "CL.CL", Post + "Content-Length: 0\r\nContent-Length: 31\r\n\r\n" + Evil },
        { "CL list", Post + "Content-Length: 0, 31\r\n\r\n" + Evil },
        { "CL plus", Post + "Content-Length: +0\r\n\r\n" + Evil },
        { "CL minus", Post + "Content-Length: -0\r\n\r\n" + Evil },
        { "CL hexadecimal", Post + "Content-Length: 0x0\r\n\r\n" + Evil },
        { "CL wraps", Post + "Content-Length: 18446744073709551616\r\n\r\n" + Evil },
        { "CL vertical tab", Post + "Content-Length: \x0B" + "0\r\n\r\n" + Evil },
        { "CL name with space", Post + "Content-Length : 31\r\n\r\n" + Evil },
        { "CL name with vertical tab", Post + "Content-Length\x0B: 31\r\n\r\n" + Evil },
        { "CL folded", Post + "Content-Length:\r\n 31\r\n\r\n" + Evil },
        { "CL after bare LF", Post + "X: y\nContent-Length: 31\r\n\r\n" + Evil },
        { "CL after bare CR", Post + "X: y\rContent-Length: 31\r\n\r\n" + Evil },
        { "CL after NUL", Post + "X: y\0\r\nContent-Length: 31\r\n\r\n" + Evil },
        { "CL hidden by Connection", Post + "Content-Length: 31\r\nConnection: content-length\r\n\r\n" + Evil },
        { "TE unknown", Post + "Transfer-Encoding: xchunked\r\n\r\n" + Evil },
        { "TE name with space", Post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + Evil },
        { "TE folded", Post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + Evil },
        { "TE after bare LF", Post + "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Evil },
        { "TE twice", Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n" + Evil },
        { "TE list", Post + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + Evil },
        { "TE quoted", Post + "Transfer-Encoding: 'chunked'\r\n\r\n0\r\n\r\n" + Evil },
        { "TE with NUL", Post + "Transfer-Encoding: chunked\0\r\n\r\n0\r\n\r\n" + Evil },
        { "TE with non-ASCII space", Post + "Transfer-Encoding: chunked\xA0\r\n\r\n0\r\n\r\n" + Evil },
        { "TE hidden by Connection", Chunked.Replace("\r\n\r\n", "\r\nConnection: transfer-encoding\r\n\r\n", StringComparison.Ordinal) + "0\r\n\r\n" + Evil },
        { "TE in 1.0", Chunked.Replace("1.1", "1.0", StringComparison.Ordinal) + "0\r\n\r\n" + Evil },
        { "empty line in the head by LF", Post + "X: y\n\n" + Evil },
        { "empty line in the head by CR", Post + "X: y\r\r" + Evil },
        { "two Hosts", Post + "Host: b\r\n\r\n" + Evil },
        { "white space before the first field", "POST /good HTTP/1.1\r\n Content-Length: 31\r\nHost: a\r\n\r\n" + Evil },
        { "HTTP/0.9", "GET /good\r\n\r\n" + Evil },
        { "second version", "GET /good HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n" + Evil },
        { "second target", "GET /good /evil HTTP/1.1\r\nHost: a\r\n\r\n" + Evil },
        { "chunk size ends in LF", Chunked + "0\n\r\n" + Evil },
        { "chunk size ends in CR", Chunked + "0\r\r\n" + Evil },
        { "chunk size wraps", Chunked + "10000000000000000\r\n" + Evil },
        { "chunk size with 0x", Chunked + "0x0\r\n\r\n" + Evil },
        { "chunk size with space", Chunked + "0 \r\n\r\n" + Evil },
        { "chunk size is negative", Chunked + "-1\r\n\r\n" + Evil },
        { "chunk size is empty", Chunked + "\r\n\r\n" + Evil },
        { "chunk extension ends in LF", Chunked + "2;\nxx\r\n0\r\n\r\n" + Evil },
        { "chunk extension ends in CR", Chunked + "2;a\rxx\r\n0\r\n\r\n" + Evil },
        { "chunk data is too long", Chunked + "1\r\nxx\r\n0\r\n\r\n" + Evil },
        { "chunk data ends in LF", Chunked + "1\r\nx\n0\r\n\r\n" + Evil },
        { "chunk data ends in nothing", Chunked + "1\r\nx0\r\n\r\n" + Evil },
        { "trailers end in LF", Chunked + "0\r\nx: y\n\n" + Evil },
        { "trailer folded", Chunked + "0\r\n \r\n\r\n" + Evil },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Is_refused_wherever_it_is_cut(string name, string message)
    {
        for (var cut = 1; cut < message.Length; cut++)
        {
            using var peer = new ServerPeer();
            var answer = peer.Send(message[..cut]) + peer.Send(message[cut..]);
            Assert.True(peer.Connection.Closed is not null, $"{name} cut at {cut}: still open");
            Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("evil", peer.Log, StringComparison.Ordinal);
            Assert.True(peer.Exchanges.Count == 0 || peer.Log.EndsWith("!Protocol", StringComparison.Ordinal), $"{name} cut at {cut}: {peer.Log}");
        }
    }
}
