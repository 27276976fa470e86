using Mesh.Conventions;

namespace Mesh.ProxyInit.Options;

/// <summary>The ports on which the proxy of this workload listens.</summary>
internal sealed record ProxyPorts
{
    /// <value>Where outgoing connections are redirected. Default 15001.</value>
    public int Outbound { get; init; } = MeshPorts.Outbound;

    /// <value>Where incoming connections are redirected. Default 15006.</value>
    public int Inbound { get; init; } = MeshPorts.Inbound;

    /// <value>Mesh tunnels, never redirected. Default 15008.</value>
    public int Tunnel { get; init; } = MeshPorts.Tunnel;

    /// <value>Health and metrics, never redirected. Default 15020.</value>
    public int Metrics { get; init; } = MeshPorts.ProxyMetrics;

    /// <value>Where DNS queries are redirected. Default 15053.</value>
    public int Dns { get; init; } = MeshPorts.Dns;

    public IEnumerable<int> Each => [Outbound, Inbound, Tunnel, Metrics, Dns];
}
