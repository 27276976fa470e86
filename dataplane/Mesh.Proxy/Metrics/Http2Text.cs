using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Engine.Http2;

namespace Mesh.Proxy.Metrics;

/// <summary>Writes what HTTP/2 peers did that limits forbid, and what windows grew to, in the Prometheus text format.</summary>
internal static partial class Http2Text
{
    private static readonly (Http2Breach Breach, string Label)[] Reasons =
        [.. Enum.GetValues<Http2Breach>().Select(breach => (breach, WordStart().Replace(breach.ToString(), "_$0").ToLowerInvariant()))];

    /// <summary>The metrics of connections to each kind of peer.</summary>
    internal static string Write(IEnumerable<(string Peer, Http2Options Options)> kinds)
    {
        var breaches = new StringBuilder("# HELP mesh_http2_breaches_total HTTP/2 connections closed and streams refused or reset by the peer's fault, by reason.\n# TYPE mesh_http2_breaches_total counter\n");
        var windows = new StringBuilder("# HELP mesh_http2_window_growth_bytes What receive windows have grown by, as far as peers may still use it.\n# TYPE mesh_http2_window_growth_bytes gauge\n");
        foreach (var (peer, options) in kinds)
        {
            foreach (var (breach, label) in Reasons)
            {
                if (options.Counters[breach] is > 0 and var count)
                    breaches.Append(CultureInfo.InvariantCulture, $"mesh_http2_breaches_total{{peer=\"{peer}\",reason=\"{label}\"}} {count}\n");
            }
            windows.Append(CultureInfo.InvariantCulture, $"mesh_http2_window_growth_bytes{{peer=\"{peer}\"}} {options.WindowBudget.Reserved}\n");
        }
        return breaches.Append(windows).ToString();
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
