using Mesh.Traffic.Balancing;

namespace Mesh.Traffic.Tests.Balancing;

public sealed class FailedEndpointsTests
{
    [Fact]
    public void Remembers_by_state_so_that_a_new_snapshot_changes_nothing()
    {
        var endpoint = ClusterBuilder.Equal(1).Endpoints[0];
        var failed = new FailedEndpoints();
        Assert.True(failed.IsEmpty);
        failed.Add(endpoint);
        Assert.False(failed.IsEmpty);
        Assert.True(failed.Contains(new EndpointModel(endpoint.Address, endpoint.State)));
        Assert.False(failed.Contains(ClusterBuilder.Equal(1).Endpoints[0]));
    }

    [Fact]
    public void Forgets_the_oldest_when_full()
    {
        var endpoints = ClusterBuilder.Equal(FailedEndpoints.Capacity + 1).Endpoints;
        var failed = new FailedEndpoints();
        foreach (var endpoint in endpoints)
        {
            failed.Add(endpoint);
            failed.Add(endpoint);
        }
        Assert.False(failed.Contains(endpoints[0]));
        Assert.All(endpoints.Skip(1), endpoint => Assert.True(failed.Contains(endpoint)));
    }
}
