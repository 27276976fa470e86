using Mesh.Proxy.Probes;

namespace Mesh.Proxy.Tests.Probes;

public class AppProbeReaderTests
{
    [Fact]
    public void All_kinds_are_read()
    {
        var probes = AppProbeReader.Read("""
            {
              "web/readyz": {"httpGet": {"port": 8080, "path": "ok?a=b", "scheme": "HTTP", "headers": [{"name": "Host", "value": "shop"}, {"name": "X-Probe", "value": "1"}]}, "timeoutSeconds": 3},
              "web/livez": {"httpGet": {"port": 8443, "scheme": "HTTPS"}},
              "db/startupz": {"tcpSocket": {"port": 5432}, "timeoutSeconds": 1},
              "web/prestop": {"httpGet": {"port": 8080}, "timeoutSeconds": 3600},
              "api/livez": {"grpc": {"port": 9000, "service": "s"}}
            }
            """);

        Assert.Equal(5, probes.Count);
        var http = probes["web/readyz"];
        Assert.Equal((AppProbeKind.Http, 8080, 3, "/ok?a=b", "shop"), (http.Kind, http.Port, http.TimeoutSeconds, http.Path, http.Host));
        Assert.Equal([("x-probe", "1")], http.Headers);
        Assert.Equal((AppProbeKind.Https, "/", 1), (probes["web/livez"].Kind, probes["web/livez"].Path, probes["web/livez"].TimeoutSeconds));
        Assert.Equal((AppProbeKind.Tcp, 5432), (probes["db/startupz"].Kind, probes["db/startupz"].Port));
        Assert.Equal((AppProbeKind.Grpc, "s"), (probes["api/livez"].Kind, probes["api/livez"].Service));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    public void There_may_be_none(string? json) => Assert.Empty(AppProbeReader.Read(json));

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "the whole is not an object")]
    [InlineData("""{"web/readyz": 1}""", "web/readyz is not an object")]
    [InlineData("""{"web/readyz": {}}""", "web/readyz has no action")]
    [InlineData("""{"web": {"tcpSocket": {"port": 1}}}""", "'web' is not CONTAINER/livez")]
    [InlineData("""{"web/ready": {"tcpSocket": {"port": 1}}}""", "'web/ready' is not CONTAINER/livez")]
    [InlineData("""{"web/readyz": {"tcpSocket": {"port": 1}, "grpc": {"port": 1}}}""", "two actions")]
    [InlineData("""{"web/readyz": {"exec": {}}}""", "web/readyz.exec is not known")]
    [InlineData("""{"web/readyz": {"tcpSocket": {"port": 0}}}""", "port is not a number from 1 to 65535")]
    [InlineData("""{"web/readyz": {"tcpSocket": {"port": "http"}}}""", "port is not a number")]
    [InlineData("""{"web/readyz": {"tcpSocket": {"port": 1, "host": "x"}}}""", "a member that is none of port")]
    [InlineData("""{"web/readyz": {"tcpSocket": {"port": 1}, "timeoutSeconds": 0}}""", "timeoutSeconds is not a number from 1 to 3600")]
    [InlineData("""{"web/readyz": {"httpGet": {"port": 1, "scheme": "FTP"}}}""", "neither HTTP nor HTTPS")]
    [InlineData("""{"web/readyz": {"httpGet": {"port": 1, "path": "/a b"}}}""", "a character that a request's target cannot have")]
    [InlineData("""{"web/readyz": {"httpGet": {"port": 1, "path": "/\r\nX: y"}}}""", "a character that a request's target cannot have")]
    [InlineData("""{"web/readyz": {"httpGet": {"port": 1, "headers": [{"name": "a b", "value": ""}]}}}""", "a field that HTTP does not allow")]
    [InlineData("""{"web/readyz": {"httpGet": {"port": 1, "headers": [{"name": "a", "value": "x\r\ny"}]}}}""", "a field that HTTP does not allow")]
    [InlineData("""{"web/readyz": {"httpGet": {"port": 1}}, "web/readyz": {"httpGet": {"port": 2}}}""", "not JSON")]
    [InlineData("""{"web/readyz": {"httpGet": {"port": 1, "path": "\ud800"}}}""", "not JSON")]
    public void Everything_else_is_refused(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => AppProbeReader.Read(json)).Message, StringComparison.Ordinal);
}
