using System.Collections.Immutable;
using Mesh.Conventions;

namespace Mesh.Traffic.Inbound;

/// <summary>One port of the workload.</summary>
public sealed class InboundPort
{
    /// <summary>Port of the application; 0 stands for all that are not listed.</summary>
    public required int Port { get; init; }

    /// <summary>What it is said to speak. Default <see cref="InboundProtocol.Auto"/>.</summary>
    public InboundProtocol Protocol { get; init; }

    /// <summary>Which connections it accepts. Default <see cref="MtlsMode.Permissive"/>.</summary>
    public MtlsMode MtlsMode { get; init; }

    /// <summary>Version of the PROXY protocol that connections to the application begin with. Default null: none.</summary>
    public ProxyProtocolVersion? ProxyProtocol { get; init; }

    /// <summary>Service ports it backs, <c>catalog.shop:80</c>, for telemetry.</summary>
    public ImmutableArray<string> Services { get; init; } = [];
}
