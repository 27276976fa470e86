using Mesh.Discovery.Snapshots;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Telemetry;
using Mesh.Tunnel.Credentials;

namespace Mesh.Proxy.Runtime;

/// <summary>What all loops and threads of the proxy share. Its members are immutable or thread-safe.</summary>
internal sealed class ProxyState(ProxyOptions options, IDiscovery discovery, TimeProvider time, ProxyLog log)
{
    /// <summary>Settings.</summary>
    internal ProxyOptions Options => options;

    /// <summary>What the control plane says.</summary>
    internal IDiscovery Discovery => discovery;

    /// <summary>The current certificate's TLS contexts.</summary>
    internal TunnelCredentialsHolder Credentials { get; } = new();

    /// <summary>Counters.</summary>
    internal ProxyMetrics Metrics { get; } = new();

    /// <summary>Live rows for <c>meshctl top</c>.</summary>
    internal TopRecorder Top { get; } = new(time);

    /// <summary>Clock.</summary>
    internal TimeProvider Time => time;

    /// <summary>Log.</summary>
    internal ProxyLog Log => log;

    /// <summary>Name of this workload in telemetry, <c>web-1.shop</c>.</summary>
    internal string WorkloadName { get; } = options.Workload.Split('/') is [var ns, var name] ? $"{name}.{ns}" : options.Workload;
}
