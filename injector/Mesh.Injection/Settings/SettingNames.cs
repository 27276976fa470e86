namespace Mesh.Injection.Settings;

/// <summary>The settings, by the names that follow <c>config.meshctl.dev/</c>. Lists of what is captured have the names of mesh-proxyinit's flags.</summary>
internal static class SettingNames
{
    public const string IncludeInboundPorts = "include-inbound-ports";
    public const string ExcludeInboundPorts = "exclude-inbound-ports";
    public const string IncludeInboundCidrs = "include-inbound-cidrs";
    public const string ExcludeInboundCidrs = "exclude-inbound-cidrs";
    public const string IncludeOutboundPorts = "include-outbound-ports";
    public const string ExcludeOutboundPorts = "exclude-outbound-ports";
    public const string IncludeOutboundCidrs = "include-outbound-cidrs";
    public const string ExcludeOutboundCidrs = "exclude-outbound-cidrs";
    public const string CaptureDns = "capture-dns";
    public const string LogLevel = "log-level";
    public const string DrainDeadline = "drain-deadline";
    public const string EndpointRemovalWait = "endpoint-removal-wait-seconds";
    public const string CpuRequest = "proxy-cpu-request";
    public const string CpuLimit = "proxy-cpu-limit";
    public const string MemoryRequest = "proxy-memory-request";
    public const string MemoryLimit = "proxy-memory-limit";

    /// <summary>Value of <see cref="CaptureDns"/>.</summary>
    public const string Enabled = "enabled";

    /// <summary>The settings that are flags of mesh-proxyinit.</summary>
    public static readonly IReadOnlyList<string> CaptureLists =
    [
        IncludeInboundPorts, ExcludeInboundPorts, IncludeInboundCidrs, ExcludeInboundCidrs,
        IncludeOutboundPorts, ExcludeOutboundPorts, IncludeOutboundCidrs, ExcludeOutboundCidrs,
    ];
}
