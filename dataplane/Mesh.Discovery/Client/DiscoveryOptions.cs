namespace Mesh.Discovery.Client;

/// <summary>How a <see cref="DiscoveryClient"/> works.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>Who asks: <c>NAMESPACE/NAME</c> of the workload.</summary>
    public required string NodeId { get; init; }

    /// <summary>The proxy's version, for the control plane's status. Default empty.</summary>
    public string Version { get; init; } = "";

    /// <summary>Which of the workload's processes asks, where one may take another's place. At most 64 characters. Default empty: the only one.</summary>
    public string Process { get; init; } = "";

    /// <summary>File of the last good resources; its directory must exist. Null = nothing is kept. Default null.</summary>
    public string? StateFile { get; init; }

    /// <summary>Most destinations, and most names, that are subscribed at once; beyond it the least recently used is forgotten.</summary>
    /// <value>Default 4096, at least 1.</value>
    public int MaxSubscriptions { get; init; } = 4096;
}
