using System.Net;
using Mesh.Traffic.Balancing;

namespace Mesh.Traffic.Tests.Balancing;

internal static class ClusterBuilder
{
    public static ClusterModel Of(BalancerKind kind, params int[] weights) => Of(new BalancerPolicy { Kind = kind }, weights);

    public static ClusterModel Of(BalancerPolicy policy, params int[] weights)
    {
        var state = new ClusterState();
        return new ClusterModel(
            "catalog.shop:80",
            [.. weights.Select((weight, index) => new EndpointModel(
                new IPEndPoint(IPAddress.Parse($"10.0.{index / 250}.{(index % 250) + 1}"), 80), new EndpointState(policy, 0)) { Weight = weight })],
            state) { Balancer = policy };
    }

    public static ClusterModel Equal(int endpoints, BalancerKind kind = BalancerKind.PeakEwma) =>
        Of(kind, [.. Enumerable.Repeat(1, endpoints)]);

    /// <summary>Picks many times without reporting anything; returns how often each endpoint was picked.</summary>
    public static int[] Count(this EndpointPicker picker, ClusterModel cluster, int picks, long now = 0, FailedEndpoints failed = default)
    {
        var counts = new int[cluster.Endpoints.Length];
        for (var i = 0; i < picks; i++)
        {
            if (picker.Pick(cluster, in failed, now) is { } endpoint)
                counts[cluster.Endpoints.IndexOf(endpoint)]++;
        }
        return counts;
    }
}
