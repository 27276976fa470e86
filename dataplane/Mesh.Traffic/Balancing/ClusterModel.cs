using System.Collections.Immutable;

namespace Mesh.Traffic.Balancing;

/// <summary>One backend with its endpoints. Immutable but for the shared <see cref="State"/>.</summary>
public sealed class ClusterModel
{
    private readonly int[]? _cumulativeWeights;

    /// <summary>Creates a cluster.</summary>
    /// <param name="name">Resource name, <c>catalog.shop:80</c>.</param>
    /// <param name="endpoints">The endpoints that may be chosen; weights sum to at most 2³¹-1.</param>
    /// <param name="state">Counters that outlive snapshots; null = new ones.</param>
    public ClusterModel(string name, ImmutableArray<EndpointModel> endpoints, ClusterState? state = null)
    {
        Name = name;
        Endpoints = endpoints;
        State = state ?? new ClusterState();
        _cumulativeWeights = CumulativeWeights(endpoints);
    }

    /// <summary>Resource name, <c>catalog.shop:80</c> or <c>workload/NAMESPACE/NAME:PORT</c>.</summary>
    public string Name { get; }

    /// <summary>The endpoints that may be chosen; empty when there is none or when the cluster does not exist.</summary>
    public ImmutableArray<EndpointModel> Endpoints { get; }

    /// <summary>Counters that outlive snapshots.</summary>
    public ClusterState State { get; }

    /// <summary>How long a connection may take to come up, TLS included. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How endpoints are chosen.</summary>
    public BalancerPolicy Balancer { get; init; } = BalancerPolicy.Default;

    /// <summary>False when a route names a cluster that the control plane says does not exist.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>Whether the endpoints' weights differ.</summary>
    internal bool IsWeighted => _cumulativeWeights is not null;

    /// <summary>Index of the endpoint that owns <paramref name="ticket"/>, 0 to <see cref="Tickets"/> - 1.</summary>
    internal int IndexOf(int ticket)
    {
        if (_cumulativeWeights is null)
            return ticket;
        var found = Array.BinarySearch(_cumulativeWeights, ticket + 1);
        return found < 0 ? ~found : found;
    }

    /// <summary>Sum of the weights, or the number of endpoints when all weigh the same.</summary>
    internal int Tickets => _cumulativeWeights is null ? Endpoints.Length : _cumulativeWeights[^1];

    private static int[]? CumulativeWeights(ImmutableArray<EndpointModel> endpoints)
    {
        var differ = false;
        var sums = new int[endpoints.Length];
        var sum = 0;
        for (var i = 0; i < endpoints.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(endpoints[i].Weight, 1);
            differ |= endpoints[i].Weight != endpoints[0].Weight;
            sum = checked(sum + endpoints[i].Weight);
            sums[i] = sum;
        }
        return differ ? sums : null;
    }
}
