using Mesh.Traffic.Balancing;
using Mesh.Traffic.Matching;
using Mesh.Traffic.Routing;
using Mesh.Traffic.Tests.Requests;

namespace Mesh.Traffic.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("catalog.shop", "exact")]
    [InlineData("catalog.shop:80", "exact")]
    [InlineData("CATALOG.Shop", "exact")]
    [InlineData("catalog.shop:8080", "exact-port")]
    [InlineData("a.shop", "suffix")]
    [InlineData("a.b.shop", "longer-suffix")]
    [InlineData("a.shop:81", "suffix")]
    [InlineData(".shop", "any")]
    [InlineData("catalog.example", "prefix")]
    [InlineData("catalog.example:9", "prefix")]
    [InlineData("catalog.", "any")]
    [InlineData("other", "any")]
    [InlineData("", "any")]
    [InlineData("[::1]:80", "v6")]
    [InlineData("[::1]", "v6")]
    public void The_most_specific_domain_wins(string authority, string expected)
    {
        var table = Table(
            ("any", "*"), ("prefix", "catalog.*"), ("suffix", "*.shop"), ("longer-suffix", "*.b.shop"),
            ("exact", "catalog.shop"), ("exact-port", "catalog.shop:8080"), ("v6", "[::1]"));
        Assert.Equal(expected, table.Find(TestRequest.To(authority))?.Name);
    }

    [Fact]
    public void Without_a_domain_there_is_no_route() => Assert.Null(Table(("exact", "catalog.shop")).Find(TestRequest.To("other")));

    [Fact]
    public void An_authority_that_is_too_long_matches_only_the_catch_all()
    {
        var name = new string('a', 300);
        Assert.Equal("any", Table(("any", "*"), ("exact", name)).Find(TestRequest.To(name))?.Name);
    }

    [Fact]
    public void Bytes_above_127_are_compared_as_they_are() =>
        Assert.Null(Table(("exact", "catalog.shop")).Find(TestRequest.To("catalog.shöp")));

    [Fact]
    public void The_first_matching_route_of_the_host_is_taken()
    {
        var host = new VirtualHostModel("host", ["*"],
        [
            Route("v2", new RequestMatch { Headers = [HeaderMatch.OfValue("x-version", new TextMatch(TextMatchKind.Exact, "2"))] }),
            Route("items", new RequestMatch { Path = new PathMatch(PathMatchKind.SeparatedPrefix, "/items") }),
        ]);
        var table = new RouteTable("catalog.shop:80", [host]);
        Assert.Equal("v2", table.Find(TestRequest.Get("/items/1", ("x-version", "2")))?.Name);
        Assert.Equal("items", table.Find(TestRequest.Get("/items/1"))?.Name);
        Assert.Null(table.Find(TestRequest.Get("/other")));
    }

    [Theory]
    [InlineData("a.shop", "A.shop")]
    [InlineData("*", "*")]
    [InlineData("*.shop", "*.SHOP")]
    public void A_domain_belongs_to_one_host(string first, string second) =>
        Assert.Contains("occurs twice", Assert.Throws<ArgumentException>(() => Table(("a", first), ("b", second))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a.*.b")]
    [InlineData("*.*")]
    [InlineData("**")]
    public void A_malformed_domain_is_refused(string domain) => Assert.Throws<ArgumentException>(() => Table(("a", domain)));

    private static RouteTable Table(params (string Name, string Domain)[] hosts) =>
        new("catalog.shop:80", [.. hosts.Select(host => new VirtualHostModel(host.Name, [host.Domain], [Route(host.Name, RequestMatch.Any)]))]);

    private static RouteModel Route(string name, RequestMatch match) =>
        new() { Name = name, Match = match, Action = new ForwardAction(new ClusterSplit([new WeightedCluster(new ClusterModel(name, []), 1)])) };
}
