namespace Mesh.Traffic.Balancing;

/// <summary>Which endpoints one pick may choose from.</summary>
internal readonly ref struct UsableEndpoints
{
    private readonly ref readonly FailedEndpoints _failed;
    private readonly bool _allowPenalised;

    public UsableEndpoints(ref readonly FailedEndpoints failed, long now, bool allowPenalised)
    {
        _failed = ref failed;
        _allowPenalised = allowPenalised;
        Now = now;
    }

    public long Now { get; }

    public bool Contains(EndpointModel endpoint) =>
        (_failed.IsEmpty || !_failed.Contains(endpoint)) && (_allowPenalised || !endpoint.State.IsPenalised(Now));

    /// <summary>Whether a chosen endpoint may be used: one that fails only as its one probe.</summary>
    public bool MayTry(EndpointModel endpoint) =>
        _allowPenalised || endpoint.State.ConnectFailures == 0 || endpoint.State.TryClaimProbe(Now);

    /// <summary>Draws by weight among the usable endpoints by counting them.</summary>
    public EndpointModel? Select(ClusterModel cluster, EndpointModel? except, Random random)
    {
        var total = 0;
        foreach (var endpoint in cluster.Endpoints)
        {
            if (!ReferenceEquals(endpoint, except) && Contains(endpoint))
                total += endpoint.Weight;
        }
        if (total == 0)
            return null;
        var ticket = random.Next(total);
        EndpointModel? last = null;
        foreach (var endpoint in cluster.Endpoints)
        {
            // Another thread may change what is usable between the two passes: then the last one seen is as good.
            if (ReferenceEquals(endpoint, except) || !Contains(endpoint))
                continue;
            last = endpoint;
            ticket -= endpoint.Weight;
            if (ticket < 0)
                break;
        }
        return last;
    }
}
