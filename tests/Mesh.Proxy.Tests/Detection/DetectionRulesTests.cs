using System.Text;
using Mesh.Proxy.Detection;

namespace Mesh.Proxy.Tests.Detection;

public class DetectionRulesTests
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    [Theory]
    [InlineData("Undecided", "GET / HTTP/1.1\r\n", false, "Wait")]
    [InlineData("Undecided", "", true, "Wait")]
    [InlineData("Tcp", "", false, "Tcp")]
    [InlineData("Tcp", "GET / HTTP/1.1\r\n", false, "Tcp")]
    [InlineData("Http", "", false, "Wait")]
    [InlineData("Http", "", true, "Refuse")]
    [InlineData("Http", "G", false, "Http1")]
    [InlineData("Http", "G", true, "Http1")]
    [InlineData("Http", "PRI * HTTP", false, "Wait")]
    [InlineData("Http", "PRI * HTTP", true, "Http1")]
    [InlineData("Http", "PRI * HTTP/1.1\r\n", false, "Http1")]
    [InlineData("Http", Preface, false, "Http2")]
    [InlineData("Http", "\u0016\u0003\u0001\u0002\u0000\u0001", false, "Http1")]
    [InlineData("Either", "", false, "Wait")]
    [InlineData("Either", "", true, "Tcp")]
    [InlineData("Either", "GET / HTTP/1.1", false, "Wait")]
    [InlineData("Either", "GET / HTTP/1.1", true, "Tcp")]
    [InlineData("Either", "GET / HTTP/1.1\r\n", false, "Http1")]
    [InlineData("Either", Preface, false, "Http2")]
    [InlineData("Either", "\u0016\u0003\u0001\u0002\u0000\u0001", false, "Tcp")]
    [InlineData("Either", "*1\r\n$4\r\nPING\r\n", false, "Tcp")]
    public void Bytes_lead_to_a_step(string expected, string start, bool ended, string step) =>
        Assert.Equal(step, DetectionRules.OnBytes(Enum.Parse<Expected>(expected), Encoding.Latin1.GetBytes(start), ended).ToString());

    [Theory]
    [InlineData("Either", true, false, DetectionRules.SilenceMilliseconds, "OpenAhead")]
    [InlineData("Either", false, false, DetectionRules.SilenceMilliseconds, "OpenAhead")]
    [InlineData("Either", false, true, DetectionRules.StallMilliseconds, "Tcp")]
    [InlineData("Either", true, true, DetectionRules.IdleMilliseconds, "Refuse")]
    [InlineData("Http", true, false, DetectionRules.IdleMilliseconds, "Refuse")]
    [InlineData("Http", false, false, DetectionRules.StallMilliseconds, "Http1")]
    public void Silence_leads_to_a_step(string expected, bool isEmpty, bool isAhead, long limit, string step)
    {
        var kind = Enum.Parse<Expected>(expected);
        Assert.Equal(limit, DetectionRules.SilenceLimit(kind, isEmpty, isAhead));
        Assert.Equal(step, DetectionRules.OnSilence(kind, isEmpty, isAhead).ToString());
    }

    [Fact]
    public void Silence_on_a_port_that_is_HTTP_never_leads_to_TCP()
    {
        foreach (var isEmpty in new[] { true, false })
        {
            foreach (var isAhead in new[] { true, false })
                Assert.NotEqual(DetectionStep.Tcp, DetectionRules.OnSilence(Expected.Http, isEmpty, isAhead));
        }
    }
}
