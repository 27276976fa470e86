using Mesh.Hosting.Kubernetes.Informers;

namespace Mesh.Hosting.Tests.Kubernetes.Informers;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 1000)]
    [InlineData(7, 30_000)]
    [InlineData(100_000, 30_000)]
    public void A_wait_doubles_up_to_its_limit_and_is_shorter_by_chance(int failures, int longest)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30), new Random(7));

        var waits = Enumerable.Range(0, 200).Select(_ => backoff.After(failures).TotalMilliseconds).ToArray();

        Assert.All(waits, wait => Assert.InRange(wait, longest / 2.0, longest));
        Assert.True(waits.Max() - waits.Min() > longest / 4.0);
    }

    [Fact]
    public void A_server_may_ask_for_more_but_not_for_ever()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30), new Random(7));

        Assert.Equal(TimeSpan.FromSeconds(10), backoff.After(1, TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.FromSeconds(30), backoff.After(1, TimeSpan.FromDays(10)));
        Assert.InRange(backoff.After(7, TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30));
    }
}
