using System.Text;
using Mesh.Traffic.Balancing;
using Mesh.Traffic.Routing;

namespace Mesh.Traffic.Tests.Routing;

public class ServerNameTableTests
{
    private static readonly ServerNameTable Table = Of("a.example.com", "*.example.com", "*.deep.example.com", "B.Example.org", "*.com");

    [Theory]
    [InlineData("a.example.com", "a.example.com")]
    [InlineData("A.EXAMPLE.com", "a.example.com")]
    [InlineData("c.example.com", "*.example.com")]
    [InlineData("x.c.example.com", "*.example.com")]
    [InlineData("x.deep.example.com", "*.deep.example.com")]
    [InlineData("deep.example.com", "*.example.com")]
    [InlineData("example.com", "*.com")]
    [InlineData("b.example.org", "B.Example.org")]
    [InlineData("x.example.org", null)]
    [InlineData("com", null)]
    [InlineData(".example.org", null)]
    [InlineData("aXexample.org", null)]
    [InlineData("", null)]
    public void The_most_specific_name_takes_a_connection(string name, string? expected) =>
        Assert.Equal(expected, Table.Find(Encoding.ASCII.GetBytes(name))?.Split.Clusters[0].Cluster.Name);

    [Fact]
    public void A_name_longer_than_any_has_no_route() =>
        Assert.Null(Table.Find(Encoding.ASCII.GetBytes(new string('a', 252) + ".com")));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("a.*.com")]
    [InlineData("a*.com")]
    public void What_is_no_name_is_refused(string name) => Assert.Throws<ArgumentException>(() => Of(name));

    [Theory]
    [InlineData("a.com", "A.com")]
    [InlineData("*.a.com", "*.A.com")]
    public void A_name_occurs_once(string first, string second) => Assert.Throws<ArgumentException>(() => Of(first, second));

    private static ServerNameTable Of(params string[] names) =>
        new([.. names.Select(name => (name, new TcpRoute(new ClusterSplit([new WeightedCluster(new ClusterModel(name, [], new ClusterState()), 1)]))))]);
}
