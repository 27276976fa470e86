namespace Mesh.Conventions;

/// <summary>Well-known TCP and UDP ports of the mesh's processes.</summary>
public static class MeshPorts
{
    /// <summary>The proxy accepts connections that iptables redirected on their way out of the workload.</summary>
    public const int Outbound = 15001;

    /// <summary>The proxy accepts connections that iptables redirected on their way into the workload.</summary>
    public const int Inbound = 15006;

    /// <summary>The proxy accepts mesh tunnels (mTLS) from other proxies.</summary>
    public const int Tunnel = 15008;

    /// <summary>The control plane serves xDS, telemetry and the operator API (mTLS).</summary>
    public const int ControlPlane = 15012;

    /// <summary>The certificate authority serves the identity service (TLS).</summary>
    public const int CertAuthority = 15013;

    /// <summary>The injector serves the admission webhook (TLS).</summary>
    public const int Webhook = 9443;

    /// <summary>A control-side service's health and metrics.</summary>
    public const int ServiceMetrics = 15014;

    /// <summary>The proxy serves <c>/live</c>, <c>/ready</c>, <c>/metrics</c> and the application's probes, nothing else.</summary>
    public const int ProxyMetrics = 15020;

    /// <summary>The proxy answers DNS over UDP and TCP.</summary>
    public const int Dns = 15053;

    /// <summary>First and last port that no application may use behind the mesh.</summary>
    public const int ReservedFirst = 15000;

    /// <inheritdoc cref="ReservedFirst"/>
    public const int ReservedLast = 15099;

    /// <summary>Whether <paramref name="port"/> belongs to the mesh and is never a tunnel's target.</summary>
    public static bool IsReserved(int port) => port is >= ReservedFirst and <= ReservedLast;
}
