using Mesh.Traffic.Matching;
using Mesh.Traffic.Tests.Requests;

namespace Mesh.Traffic.Tests.Matching;

public sealed class RequestMatchTests
{
    private static readonly RequestMatch Match = new()
    {
        Path = new PathMatch(PathMatchKind.Prefix, "/v1"),
        Headers = [HeaderMatch.OfValue("x-user", new TextMatch(TextMatchKind.Exact, "ann"))],
        Query = [new QueryMatch("page")],
    };

    [Theory]
    [InlineData("/v1/x?page=1", "ann", true)]
    [InlineData("/v2/x?page=1", "ann", false)]
    [InlineData("/v1/x?page=1", "bob", false)]
    [InlineData("/v1/x", "ann", false)]
    public void All_conditions_must_hold(string path, string user, bool expected) =>
        Assert.Equal(expected, Match.IsMatch(TestRequest.Get(path, ("x-user", user))));

    [Fact]
    public void Without_conditions_everything_matches() => Assert.True(RequestMatch.Any.IsMatch(TestRequest.With("OPTIONS", "*")));
}
