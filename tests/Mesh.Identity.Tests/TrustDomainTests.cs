namespace Mesh.Identity.Tests;

public sealed class TrustDomainTests
{
    [Theory]
    [InlineData("cluster.local", true)]
    [InlineData("a", true)]
    [InlineData("prod_1-eu", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("Cluster.local", false)]
    [InlineData("cluster.local/ns", false)]
    [InlineData("cluster local", false)]
    [InlineData("münchen", false)]
    public void Names_follow_the_specification(string? name, bool valid)
    {
        Assert.Equal(valid, TrustDomain.TryParse(name, out var domain));
        Assert.Equal(valid ? name : null, domain?.Name);
    }

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        Assert.True(TrustDomain.TryParse(new string('a', 255), out _));
        Assert.False(TrustDomain.TryParse(new string('a', 256), out _));
    }
}
