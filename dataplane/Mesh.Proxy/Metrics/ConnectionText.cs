using System.Globalization;
using System.Text;
using Mesh.Proxy.Admission;

namespace Mesh.Proxy.Metrics;

/// <summary>Writes what listeners have accepted and refused, in the Prometheus text format.</summary>
internal static class ConnectionText
{
    /// <summary>The metrics of some listeners.</summary>
    internal static string Write(IEnumerable<ListenerGate> gates)
    {
        var open = new StringBuilder("# HELP mesh_connections Connections accepted and not closed, by listener.\n# TYPE mesh_connections gauge\n");
        var refused = new StringBuilder("# HELP mesh_connections_refused_total Connections reset as soon as they were accepted, by listener and reason.\n# TYPE mesh_connections_refused_total counter\n");
        foreach (var gate in gates)
        {
            open.Append(CultureInfo.InvariantCulture, $"mesh_connections{{listener=\"{gate.Name}\"}} {gate.Open}\n");
            foreach (var reason in Enum.GetValues<ConnectionRefusal>())
            {
                if (gate.Refused(reason) is > 0 and var count)
                    refused.Append(CultureInfo.InvariantCulture, $"mesh_connections_refused_total{{listener=\"{gate.Name}\",reason=\"{reason.ToString().ToLowerInvariant()}\"}} {count}\n");
            }
        }
        return open.Append(refused).ToString();
    }
}
