using Mesh.Traffic.Time;

namespace Mesh.Proxy.Admission;

/// <summary>The limits of all listeners. Thread-safe: loops share them.</summary>
internal sealed class ConnectionGates
{
    // Few ask for metrics and health, and they are not to wait behind the traffic they ask about.
    private const int MetricsConnections = 100;
    private const int DnsConnections = 1000;
    private const long WarningIntervalNanoseconds = 10_000_000_000;

    private readonly TimeProvider _time;
    private readonly Action<string> _warn;
    private long _warnedAt;

    /// <summary>Creates them from the settings.</summary>
    internal ConnectionGates(ConnectionOptions options, TimeProvider time, Action<string> warn)
    {
        _time = time;
        _warn = warn;
        _warnedAt = MonotonicTime.Nanoseconds(time) - WarningIntervalNanoseconds;
        var all = new ConnectionCount(options.All);
        ListenerGate Create(string name, int? max, bool fromOthers) => new(
            name, new ConnectionCount(max ?? options.OfOne), all, fromOthers && options.PerSource is { } each ? new SourceCounts(each) : null,
            options.Rate is { } rate ? new ConnectionRate(rate, time) : null, OnOutOfDescriptors);
        Outbound = Create("outbound", options.Outbound, fromOthers: false);
        Inbound = Create("inbound", options.Inbound, fromOthers: true);
        Tunnel = Create("tunnel", options.Tunnel, fromOthers: true);
        Dns = new ListenerGate("dns", new ConnectionCount(DnsConnections), all, null, null, OnOutOfDescriptors);
        Metrics = new ListenerGate("metrics", new ConnectionCount(MetricsConnections), null, null, null, OnOutOfDescriptors);
    }

    /// <summary>Connections of the workload's applications.</summary>
    internal ListenerGate Outbound { get; }

    /// <summary>Connections of callers without a tunnel.</summary>
    internal ListenerGate Inbound { get; }

    /// <summary>Tunnels.</summary>
    internal ListenerGate Tunnel { get; }

    /// <summary>DNS over TCP.</summary>
    internal ListenerGate Dns { get; }

    /// <summary>Metrics and health.</summary>
    internal ListenerGate Metrics { get; }

    /// <summary>All of them.</summary>
    internal IEnumerable<ListenerGate> All => [Outbound, Inbound, Tunnel, Dns, Metrics];

    private void OnOutOfDescriptors()
    {
        var now = MonotonicTime.Nanoseconds(_time);
        var before = Interlocked.Read(ref _warnedAt);
        if (now - before >= WarningIntervalNanoseconds && Interlocked.CompareExchange(ref _warnedAt, now, before) == before)
            _warn("no descriptors are left: connections are reset; raise the limit (ulimit -n) or lower --max-connections");
    }
}
