using System.Net;
using Mesh.Conventions;
using Mesh.Identity.Enrolment;
using Mesh.Proxy.Limits;
using Mesh.Proxy.Probes;

namespace Mesh.Proxy.Runtime;

/// <summary>How connections reach the proxy.</summary>
internal enum CaptureMode
{
    /// <summary>iptables redirects the workload's connections; the original destination is asked of the kernel.</summary>
    Iptables,

    /// <summary>The application calls the local addresses its WorkloadEntry lists under <c>outbounds</c>.</summary>
    None,
}

/// <summary>The proxy's settings, all from command-line flags.</summary>
internal sealed record ProxyOptions
{
    /// <summary><c>--workload NAMESPACE/NAME</c>: the WorkloadEntry this proxy serves.</summary>
    public required string Workload { get; init; }

    /// <summary><c>--address IP[,IP]</c>, repeatable: the workload's own addresses.</summary>
    public required IReadOnlyList<IPAddress> Addresses { get; init; }

    /// <summary><c>--ca HOST:PORT</c>: the certificate authority.</summary>
    public required ServiceAddress CertAuthority { get; init; }

    /// <summary><c>--control-plane HOST:PORT</c>.</summary>
    public required ServiceAddress ControlPlane { get; init; }

    /// <summary>
    /// <c>--token-file PATH</c>: a join token; with <c>--root-file PATH</c> a service account's token beside the roots, in PEM, of
    /// <c>--trust-domain NAME</c> (default cluster.local).
    /// </summary>
    public required EnrolmentFiles Enrolment { get; init; }

    /// <summary><c>--state-dir DIR</c>: keeps the last good configuration (never a key).</summary>
    public required string StateDirectory { get; init; }

    /// <summary><c>--capture iptables|none</c>. Default iptables.</summary>
    public CaptureMode Capture { get; init; }

    /// <summary>
    /// <c>--dns-upstream IP:PORT</c>, or the path of a resolv.conf, whose first server counts: resolver for names outside the mesh;
    /// without it they are answered SERVFAIL.
    /// </summary>
    public IPEndPoint? DnsUpstream { get; init; }

    /// <summary><c>--certificate-validity DURATION</c>: wanted certificate lifetime. Default: what the CA gives.</summary>
    public TimeSpan? CertificateValidity { get; init; }

    /// <summary><c>--outbound-listen IP:PORT</c>. Default [::]:15001.</summary>
    public IPEndPoint OutboundListen { get; init; } = Any(MeshPorts.Outbound);

    /// <summary><c>--inbound-listen IP:PORT</c>. Default [::]:15006.</summary>
    public IPEndPoint InboundListen { get; init; } = Any(MeshPorts.Inbound);

    /// <summary><c>--tunnel-listen IP:PORT</c>. Default [::]:15008.</summary>
    public IPEndPoint TunnelListen { get; init; } = Any(MeshPorts.Tunnel);

    /// <summary><c>--metrics-listen IP:PORT</c>. Default [::]:15020.</summary>
    public IPEndPoint MetricsListen { get; init; } = Any(MeshPorts.ProxyMetrics);

    /// <summary><c>--dns-listen IP:PORT</c>. Default 127.0.0.1:15053 (capture iptables only); on 127.0.0.1 also on [::1].</summary>
    public IPEndPoint DnsListen { get; init; } = new(IPAddress.Loopback, MeshPorts.Dns);

    /// <summary><c>--admin-socket PATH</c>. Default STATE/admin.sock.</summary>
    public required string AdminSocket { get; init; }

    /// <summary><c>--ready-file PATH</c>: written once the proxy serves.</summary>
    public string? ReadyFile { get; init; }

    /// <summary><c>--drain-deadline DURATION</c>: how long exchanges may finish after SIGTERM. Default 30 s.</summary>
    public TimeSpan DrainDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>--take-over PATH</c>: admin socket of the running proxy that this one replaces. Default null: none.</summary>
    public string? TakeOver { get; init; }

    /// <summary><c>--handover-deadline DURATION</c>: how long what is in progress may take once another process has taken over. Default 10 minutes.</summary>
    public TimeSpan HandoverDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The command line, with which <c>admin upgrade</c> starts a successor. Default empty.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary><c>NOTIFY_SOCKET</c> of the environment: where the service manager listens. Default null: there is none.</summary>
    public string? NotifySocket { get; init; }

    /// <summary><c>--loops N</c>: event loops, 1 to 64. Default 1.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>How TCP connections are watched: <c>--tcp-idle-timeout</c> and others.</summary>
    public TcpSettings Tcp { get; init; } = new();

    /// <summary>Limits of traffic.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>
    /// <c>--memory-limit SIZE|off</c>, e.g. <c>64Mi</c>: near it the proxy refuses work instead of growing. At least 16 MiB. Default: what the
    /// control group (the container's limit) allows. Null for none.
    /// </summary>
    public long? MemoryLimit { get; init; }

    /// <summary><c>--log-level debug|info|warn</c>. Default info.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    /// <summary>The application's probes, from the environment variable <c>MESH_APP_PROBES</c>; by <c>CONTAINER/PROBE</c>. Default none.</summary>
    public IReadOnlyDictionary<string, AppProbe> AppProbes { get; init; } = new Dictionary<string, AppProbe>();

    private static IPEndPoint Any(int port) => new(IPAddress.IPv6Any, port);
}
