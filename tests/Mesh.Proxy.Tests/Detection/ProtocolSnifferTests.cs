using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Proxy.Detection;

namespace Mesh.Proxy.Tests.Detection;

public class ProtocolSnifferTests
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    [Theory]
    [InlineData("", "NeedMore")]
    [InlineData("G", "NeedMore")]
    [InlineData("GET / HTTP/1.1", "NeedMore")]
    [InlineData("GET / HTTP/1.1\r\n", "Http1")]
    [InlineData("POST /a?b=c HTTP/1.0\r\nHost: a\r\n", "Http1")]
    [InlineData("CUSTOM-METHOD /x HTTP/1.1\r\n", "Http1")]
    [InlineData("GET / HTTP/2.0\r\n", "Tcp")]
    [InlineData("PING\r\n", "Tcp")]
    [InlineData("*1\r\n$4\r\nPING\r\n", "Tcp")]
    [InlineData("EHLO example.org\r\n", "Tcp")]
    [InlineData("\0\0\0\u0008\u0004\u00d2\u0016/", "Tcp")]
    [InlineData("PRI", "NeedMore")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r", "NeedMore")]
    [InlineData(Preface, "Http2")]
    [InlineData("\u0016", "NeedMore")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000", "NeedMore")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001", "Tls")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0002", "Tcp")]
    [InlineData("\u0016\u0002", "Tcp")]
    public void Classifies_the_start(string start, string expected) =>
        Assert.Equal(expected, ProtocolSniffer.Sniff(Encoding.Latin1.GetBytes(start)).ToString());

    [Fact]
    public void A_request_line_without_an_end_is_tcp_after_4_KiB()
    {
        var start = Encoding.ASCII.GetBytes("GET /" + new string('a', ProtocolSniffer.MaxBytes));
        Assert.Equal(SniffedProtocol.Tcp, ProtocolSniffer.Sniff(start));
    }

    [Fact]
    public void A_verdict_does_not_depend_on_how_the_bytes_were_split()
    {
        var starts = Gen.Elements("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a HTTP/1.1\n", "PUT  HTTP/1.0\r\n", Preface, "PRI * HTTP/2.0\r\n\r\nSX", "PRI / HTTP/1.1\r\n",
            "\u0016\u0003\u0003\u0000\u0010\u0001", "\u0016\u0003\u0004", "EHLO a\r\n", "*1\r\n", "").Select(Encoding.Latin1.GetBytes);
        var inputs = from start in starts
                     from cut in Gen.Choose(0, start.Length)
                     from tail in ArbMap.Default.GeneratorFor<byte[]>()
                     select (byte[])[.. start.AsSpan(0, cut), .. tail];
        Prop.ForAll(inputs.ToArbitrary(), bytes =>
        {
            var whole = ProtocolSniffer.Sniff(bytes);
            for (var i = 0; i < bytes.Length; i++)
            {
                var verdict = ProtocolSniffer.Sniff(bytes.AsSpan(0, i));
                if (verdict != SniffedProtocol.NeedMore && verdict != whole)
                    return false;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
