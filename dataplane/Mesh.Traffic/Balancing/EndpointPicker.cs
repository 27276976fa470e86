namespace Mesh.Traffic.Balancing;

/// <summary>
/// Chooses an endpoint. Keeps nothing but its source of chance: one per loop, because a seeded <see cref="Random"/> is not thread-safe.
/// </summary>
/// <remarks>
/// With equal weights, two different endpoints are drawn and the cheaper one wins (power of two choices). With different
/// weights both draws are independent and follow the weights, so that equally good endpoints get exactly their shares and
/// a bad one still loses most of its own. Endpoints under a connection penalty are passed over while others are left.
/// </remarks>
public sealed class EndpointPicker(Random random)
{
    // After so many unusable draws the usable endpoints are counted instead.
    private const int MaxDraws = 8;

    /// <summary>Chooses an endpoint.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="failed">Endpoints that are not chosen.</param>
    /// <param name="now">Time in nanoseconds.</param>
    /// <returns>Null when the cluster has no endpoint or all have failed.</returns>
    public EndpointModel? Pick(ClusterModel cluster, in FailedEndpoints failed, long now)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var picked = Choose(cluster, new UsableEndpoints(in failed, now, allowPenalised: false));
        // All fail: trying one is better than refusing without a try.
        return picked ?? Choose(cluster, new UsableEndpoints(in failed, now, allowPenalised: true));
    }

    /// <summary>As <see cref="Pick"/>, but when every endpoint has failed, one of them is chosen again.</summary>
    /// <returns>Null when the cluster has no endpoint.</returns>
    public EndpointModel? PickPreferringOthers(ClusterModel cluster, in FailedEndpoints failed, long now) =>
        Pick(cluster, in failed, now) ?? Pick(cluster, default, now);

    private EndpointModel? Choose(ClusterModel cluster, in UsableEndpoints usable)
    {
        while (true)
        {
            var first = Draw(cluster, usable, except: null);
            if (first is null)
                return null;
            var winner = Compare(cluster, usable, first);
            if (usable.MayTry(winner))
                return winner;
            // Another caller has just claimed the probe of the winner, so that it is no longer usable.
        }
    }

    private EndpointModel Compare(ClusterModel cluster, in UsableEndpoints usable, EndpointModel first)
    {
        var kind = cluster.Balancer.Kind;
        if (kind is BalancerKind.Random or BalancerKind.RoundRobin || cluster.Endpoints.Length == 1)
            return first;
        var second = Draw(cluster, usable, except: cluster.IsWeighted ? null : first);
        if (second is null || ReferenceEquals(first, second))
            return first;
        return kind == BalancerKind.LeastRequest
            ? second.State.InFlight < first.State.InFlight ? second : first
            : second.State.Cost(usable.Now) < first.State.Cost(usable.Now) ? second : first;
    }

    private EndpointModel? Draw(ClusterModel cluster, in UsableEndpoints usable, EndpointModel? except)
    {
        var tickets = cluster.Tickets;
        if (tickets == 0)
            return null;
        for (var draw = 0; draw < MaxDraws; draw++)
        {
            var endpoint = cluster.Endpoints[cluster.IndexOf(Ticket(cluster, tickets))];
            if (!ReferenceEquals(endpoint, except) && usable.Contains(endpoint))
                return endpoint;
        }
        return usable.Select(cluster, except, random);
    }

    private int Ticket(ClusterModel cluster, int tickets) =>
        cluster.Balancer.Kind == BalancerKind.RoundRobin ? (int)(cluster.State.NextTurn() % (uint)tickets) : random.Next(tickets);
}
