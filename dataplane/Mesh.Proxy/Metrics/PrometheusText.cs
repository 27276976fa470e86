using System.Globalization;
using System.Text;
using Mesh.Proxy.Flags;

namespace Mesh.Proxy.Metrics;

/// <summary>Writes metrics in the Prometheus text format 0.0.4.</summary>
internal static class PrometheusText
{
    private static readonly CultureInfo C = CultureInfo.InvariantCulture;

    /// <summary>Everything <paramref name="metrics"/> holds, plus single values of the process.</summary>
    internal static string Write(ProxyMetrics metrics, IEnumerable<Gauge> gauges)
    {
        var text = new StringBuilder();
        var edges = metrics.Edges.OrderBy(e => e.Key.Side).ThenBy(e => e.Key.Destination, StringComparer.Ordinal).ThenBy(e => e.Key.Mtls).ToArray();
        WriteRequests(text, edges);
        WriteLatency(text, edges);
        WriteCounter(text, edges, "mesh_http_retries_total", "Attempts beyond the first.", e => e.Retries);
        WriteCounter(text, edges, "mesh_tcp_connections_opened_total", "TCP connections begun.", e => e.TcpOpened);
        WriteCounter(text, edges, "mesh_tcp_connections_closed_total", "TCP connections ended.", e => e.TcpClosed);
        WriteCounter(text, edges, "mesh_sent_bytes_total", "Bytes towards the callee, without heads.", e => e.BytesSent);
        WriteCounter(text, edges, "mesh_received_bytes_total", "Bytes towards the caller, without heads.", e => e.BytesReceived);
        WriteHandshakes(text, metrics);
        WriteRefusals(text, metrics.Refusals);
        foreach (var gauge in gauges)
        {
            Head(text, gauge.Name, "gauge", gauge.Help);
            text.Append(C, $"{gauge.Name} {gauge.Value}\n");
        }
        return text.ToString();
    }

    private static void WriteRequests(StringBuilder text, EdgeMetrics[] edges)
    {
        Head(text, "mesh_http_requests_total", "counter", "HTTP exchanges by status class.");
        foreach (var edge in edges)
        {
            for (var i = 0; i < edge.ByStatusClass.Length; i++)
            {
                if (edge.ByStatusClass[i] > 0)
                    text.Append(C, $"mesh_http_requests_total{{{Labels(edge.Key)},status=\"{(i == 0 ? "none" : $"{i}xx")}\"}} {edge.ByStatusClass[i]}\n");
            }
        }
        Head(text, "mesh_response_flags_total", "counter", "Exchanges and connections that a proxy ended or answered itself, by reason.");
        foreach (var edge in edges)
        {
            for (var i = 0; i < edge.ByFlag.Length; i++)
            {
                if (edge.ByFlag[i] > 0)
                    text.Append(C, $"mesh_response_flags_total{{{Labels(edge.Key)},flag=\"{((ResponseFlag)i).Code()}\"}} {edge.ByFlag[i]}\n");
            }
        }
    }

    private static void WriteRefusals(StringBuilder text, RefusalMetrics refusals)
    {
        Head(text, "mesh_http1_refused_total", "counter", "HTTP/1 messages that were refused, by reason.");
        foreach (var (message, reason, count) in refusals.Messages)
            text.Append(C, $"mesh_http1_refused_total{{message=\"{message}\",reason=\"{reason}\"}} {count}\n");
    }

    private static void WriteHandshakes(StringBuilder text, ProxyMetrics metrics)
    {
        Head(text, "mesh_tls_handshakes_total", "counter", "TLS handshakes between proxies by end, key exchange group and resumption.");
        foreach (var (key, count) in metrics.Handshakes.OrderBy(h => h.Key.Role).ThenBy(h => h.Key.Group, StringComparer.Ordinal).ThenBy(h => h.Key.IsResumed))
        {
            var (role, resumed) = (key.Role == HandshakeRole.Client ? "client" : "server", key.IsResumed ? "true" : "false");
            text.Append(C, $"mesh_tls_handshakes_total{{role=\"{role}\",group=\"{Escape(key.Group)}\",resumed=\"{resumed}\"}} {count}\n");
        }
        Head(text, "mesh_tls_handshakes_failed_total", "counter", "Tunnels that were not accepted, by reason.");
        foreach (var (reason, count) in metrics.FailedHandshakes.OrderBy(h => h.Reason, StringComparer.Ordinal))
            text.Append(C, $"mesh_tls_handshakes_failed_total{{reason=\"{reason}\"}} {count}\n");
    }

    private static void WriteLatency(StringBuilder text, EdgeMetrics[] edges)
    {
        const string Name = "mesh_http_request_duration_seconds";
        Head(text, Name, "histogram", "From the request's head to the end of the response.");
        foreach (var edge in edges)
        {
            long total = 0;
            foreach (var count in edge.Latency)
                total += count;
            if (total == 0)
                continue;
            long cumulative = 0;
            for (var i = 0; i < EdgeMetrics.LatencyBounds.Length; i++)
            {
                cumulative += edge.Latency[i];
                text.Append(C, $"{Name}_bucket{{{Labels(edge.Key)},le=\"{EdgeMetrics.LatencyBounds[i]}\"}} {cumulative}\n");
            }
            text.Append(C, $"{Name}_bucket{{{Labels(edge.Key)},le=\"+Inf\"}} {total}\n");
            text.Append(C, $"{Name}_sum{{{Labels(edge.Key)}}} {edge.LatencyMicroseconds / 1e6}\n{Name}_count{{{Labels(edge.Key)}}} {total}\n");
        }
    }

    private static void WriteCounter(StringBuilder text, EdgeMetrics[] edges, string name, string help, Func<EdgeMetrics, long> value)
    {
        Head(text, name, "counter", help);
        foreach (var edge in edges)
        {
            if (value(edge) is > 0 and var v)
                text.Append(C, $"{name}{{{Labels(edge.Key)}}} {v}\n");
        }
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append(C, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static string Labels(EdgeKey key) =>
        $"direction=\"{(key.Side == TrafficSide.Outbound ? "outbound" : "inbound")}\",destination=\"{Escape(key.Destination)}\",mtls=\"{(key.Mtls ? "true" : "false")}\"";

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>A single value.</summary>
internal readonly record struct Gauge(string Name, string Help, double Value);
