using System.Collections.Immutable;

namespace Mesh.Api.Resources;

/// <summary>All resources of one moment, by kind. The order within a kind has no meaning.</summary>
public sealed record ResourceSet
{
    /// <summary>Nothing.</summary>
    public static ResourceSet Empty { get; } = new();

    /// <summary>core/v1 Services.</summary>
    public ImmutableArray<Service> Services { get; init; } = [];

    /// <summary>discovery.k8s.io/v1 EndpointSlices.</summary>
    public ImmutableArray<EndpointSlice> EndpointSlices { get; init; } = [];

    /// <summary>Workloads outside Kubernetes.</summary>
    public ImmutableArray<WorkloadEntry> Workloads { get; init; } = [];

    /// <summary>Gateway API HTTPRoutes.</summary>
    public ImmutableArray<HttpRoute> HttpRoutes { get; init; } = [];

    /// <summary>Gateway API TCPRoutes.</summary>
    public ImmutableArray<TcpRoute> TcpRoutes { get; init; } = [];

    /// <summary>Gateway API TLSRoutes.</summary>
    public ImmutableArray<TlsRoute> TlsRoutes { get; init; } = [];

    /// <summary>mTLS policies.</summary>
    public ImmutableArray<PeerAuthentication> PeerAuthentications { get; init; } = [];

    /// <summary>How many resources there are.</summary>
    public int Count =>
        Services.Length + EndpointSlices.Length + Workloads.Length + HttpRoutes.Length + TcpRoutes.Length + TlsRoutes.Length
        + PeerAuthentications.Length;

    /// <summary>All of them, kind by kind.</summary>
    public IEnumerable<MeshResource> All() =>
        Services.AsEnumerable<MeshResource>().Concat(EndpointSlices).Concat(Workloads).Concat(HttpRoutes)
            .Concat(TcpRoutes).Concat(TlsRoutes).Concat(PeerAuthentications);
}
