using Mesh.Engine.Tls;
using Mesh.Engine.Http1;
using Mesh.Proxy.Flags;
using Mesh.Proxy.Metrics;

namespace Mesh.Proxy.Tests.Metrics;

public class PrometheusTextTests
{
    [Fact]
    public void Writes_counters_histograms_and_gauges()
    {
        var metrics = new ProxyMetrics();
        var edge = metrics.Edge(new EdgeKey(TrafficSide.Outbound, "catalog.shop:80", true));
        edge.OnRequest(200, ResponseFlag.None, 700, retries: 1, sent: 10, received: 20);
        edge.OnRequest(503, ResponseFlag.NoEndpoint, 30_000_000, 0, 0, 0);
        metrics.OnHandshake(HandshakeRole.Server, new TlsSession([], "mesh/1", "x25519", resumed: true));
        metrics.OnFailedHandshake("identity");
        var lines = PrometheusText.Write(metrics, [new Gauge("mesh_up", "One.", 1)]).Split('\n');
        const string Labels = "direction=\"outbound\",destination=\"catalog.shop:80\",mtls=\"true\"";
        Assert.Contains($"mesh_http_requests_total{{{Labels},status=\"2xx\"}} 1", lines);
        Assert.Contains($"mesh_http_requests_total{{{Labels},status=\"5xx\"}} 1", lines);
        Assert.Contains($"mesh_response_flags_total{{{Labels},flag=\"UH\"}} 1", lines);
        Assert.Contains($"mesh_http_request_duration_seconds_bucket{{{Labels},le=\"0.0005\"}} 0", lines);
        Assert.Contains($"mesh_http_request_duration_seconds_bucket{{{Labels},le=\"0.001\"}} 1", lines);
        Assert.Contains($"mesh_http_request_duration_seconds_bucket{{{Labels},le=\"10\"}} 1", lines);
        Assert.Contains($"mesh_http_request_duration_seconds_bucket{{{Labels},le=\"+Inf\"}} 2", lines);
        Assert.Contains($"mesh_http_request_duration_seconds_sum{{{Labels}}} 30.0007", lines);
        Assert.Contains($"mesh_http_retries_total{{{Labels}}} 1", lines);
        Assert.Contains("mesh_tls_handshakes_total{role=\"server\",group=\"x25519\",resumed=\"true\"} 1", lines);
        Assert.Contains("mesh_tls_handshakes_failed_total{reason=\"identity\"} 1", lines);
        Assert.Contains("mesh_up 1", lines);
    }

    [Fact]
    public void Refusals_have_a_reason()
    {
        var metrics = new ProxyMetrics();
        metrics.Refusals.OnRequest(MessageError.LengthConflict);
        metrics.Refusals.OnRequest(MessageError.LengthConflict);
        metrics.Refusals.OnResponse(MessageError.StatusLine);
        var lines = PrometheusText.Write(metrics, []).Split('\n');
        Assert.Contains("mesh_http1_refused_total{message=\"request\",reason=\"length_conflict\"} 2", lines);
        Assert.Contains("mesh_http1_refused_total{message=\"response\",reason=\"status_line\"} 1", lines);
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        var metrics = new ProxyMetrics();
        metrics.Edge(new EdgeKey(TrafficSide.Inbound, "a\"b\\c\nd", false)).OnTcpOpened();
        Assert.Contains("destination=\"a\\\"b\\\\c\\nd\"", PrometheusText.Write(metrics, []), StringComparison.Ordinal);
    }
}
