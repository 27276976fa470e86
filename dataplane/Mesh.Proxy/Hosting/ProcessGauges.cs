using Mesh.Proxy.Memory;
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
        yield return new Gauge("process_resident_memory_bytes", "Resident memory.", ResidentMemory.Bytes());
        yield return new Gauge("mesh_memory_limit_bytes", "Memory the process may take; 0 for any.", state.Options.MemoryLimit ?? 0);
        yield return new Gauge("mesh_memory_shortages", "Times that memory became short.", state.Metrics.Memory.Episodes);
        yield return new Gauge("mesh_memory_refused", "Requests and connections that were refused because memory was short.", state.Metrics.Memory.Refused);
    }
}
