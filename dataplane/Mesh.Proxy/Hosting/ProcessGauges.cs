using System.Globalization;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Hosting;

/// <summary>Single values of the process.</summary>
internal static class ProcessGauges
{
    internal static IEnumerable<Gauge> Of(ProxyState state)
    {
        yield return new Gauge("mesh_ready", "Certificate and configuration are there.", state.Discovery.IsReady ? 1 : 0);
        if (state.Credentials.Current is { } credentials)
            yield return new Gauge("mesh_certificate_expiry_seconds", "Unix time at which the workload certificate ends.", credentials.NotAfter.ToUnixTimeSeconds());
        yield return new Gauge("mesh_configuration_snapshots", "Snapshots of the configuration so far.", state.Discovery.Current.Number);
        yield return new Gauge("mesh_destinations", "Destinations the proxy knows.", state.Discovery.Current.Destinations.Count());
        yield return new Gauge("mesh_connections", "Connections accepted and not closed.", state.Limits.Connections.Open);
        yield return new Gauge("process_resident_memory_bytes", "Resident memory.", ResidentBytes());
    }

    private static double ResidentBytes()
    {
        var fields = File.ReadAllText("/proc/self/statm").Split(' ');
        return long.Parse(fields[1], CultureInfo.InvariantCulture) * (double)Environment.SystemPageSize;
    }
}
