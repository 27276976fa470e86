namespace Mesh.Architecture.Tests.Namespaces;

public sealed class CycleSearchTests
{
    [Theory]
    [InlineData("a>b b>c a>c", "")]
    [InlineData("a>b b>a", "a>b>a")]
    [InlineData("a>b b>c c>a", "a>b>c>a")]
    [InlineData("a>b b>a b>c c>b", "a>b>a c>b>c")]
    [InlineData("x>a a>b b>a", "a>b>a")]
    [InlineData("", "")]
    public void Each_cycle_is_found_once(string graph, string expected)
    {
        var edges = graph.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(edge => edge.Split('>')).GroupBy(edge => edge[0])
            .ToDictionary(group => group.Key, group => (IReadOnlyCollection<string>)[.. group.Select(edge => edge[1])]);

        Assert.Equal(expected, string.Join(' ', CycleSearch.Find(edges).Select(cycle => string.Join('>', cycle))));
    }
}
