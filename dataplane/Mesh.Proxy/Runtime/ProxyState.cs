using Mesh.Discovery.Snapshots;
using Mesh.Proxy.Admission;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Metrics;
using Mesh.Proxy.Telemetry;
using Mesh.Tunnel.Credentials;

namespace Mesh.Proxy.Runtime;

/// <summary>What all loops and threads of the proxy share. Its members are immutable or thread-safe.</summary>
internal sealed class ProxyState
{
    private volatile bool _isDraining;
    private volatile bool _isReplaced;

    /// <summary>Creates it without certificate and without traffic.</summary>
    internal ProxyState(ProxyOptions options, IDiscovery discovery, TimeProvider time, ProxyLog log)
    {
        Options = options;
        Discovery = discovery;
        Time = time;
        Log = log;
        Top = new TopRecorder(time);
        Gates = new ConnectionGates(options.Limits.Connections, time, log.Warn);
        Limits = new TrafficLimits(options.Limits, Metrics.Refusals);
        WorkloadName = options.Workload.Split('/') is [var ns, var name] ? $"{name}.{ns}" : options.Workload;
    }

    /// <summary>Settings.</summary>
    internal ProxyOptions Options { get; }

    /// <summary>What the control plane says.</summary>
    internal IDiscovery Discovery { get; }

    /// <summary>The current certificate's TLS contexts.</summary>
    internal TunnelCredentialsHolder Credentials { get; } = new();

    /// <summary>Whether another process is this workload's proxy now.</summary>
    internal bool IsReplaced
    {
        get => _isReplaced;
        set => _isReplaced = value;
    }

    /// <summary>Whether the workload may be sent traffic: who asked this process in its last moment learns what its successor would say.</summary>
    internal bool IsReady => Discovery.IsReady && (!IsDraining || IsReplaced);

    /// <summary>Whether this process is on its way out.</summary>
    internal bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    /// <summary>Counters.</summary>
    internal ProxyMetrics Metrics { get; } = new();

    /// <summary>What may be asked of the proxy at most.</summary>
    internal TrafficLimits Limits { get; }

    /// <summary>How many connections its listeners take.</summary>
    internal ConnectionGates Gates { get; }

    /// <summary>Live rows for <c>meshctl top</c>.</summary>
    internal TopRecorder Top { get; }

    /// <summary>Clock.</summary>
    internal TimeProvider Time { get; }

    /// <summary>Log.</summary>
    internal ProxyLog Log { get; }

    /// <summary>Name of this workload in telemetry, <c>web-1.shop</c>.</summary>
    internal string WorkloadName { get; }
}
