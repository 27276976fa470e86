using System.Text;
using Mesh.Traffic.Matching;

namespace Mesh.Traffic.Tests.Matching;

public sealed class QueryMatchTests
{
    [Theory]
    [InlineData("/?version=2", true)]
    [InlineData("/?a=1&version=2", true)]
    [InlineData("/?version=2&version=3", true)]
    [InlineData("/?version=3&version=2", false)]
    [InlineData("/?version=22", false)]
    [InlineData("/?xversion=2", false)]
    [InlineData("/?version", false)]
    [InlineData("/?#version=2", false)]
    [InlineData("/version=2", false)]
    [InlineData("", false)]
    public void Compares_the_first_occurrence(string path, bool expected)
    {
        var match = new QueryMatch("version", new TextMatch(TextMatchKind.Exact, "2"));
        Assert.Equal(expected, match.IsMatch(Encoding.UTF8.GetBytes(path)));
    }

    [Theory]
    [InlineData("/?debug", true, true)]
    [InlineData("/?debug=", true, true)]
    [InlineData("/?debugger", true, false)]
    [InlineData("/", true, false)]
    [InlineData("/", false, true)]
    [InlineData("/?debug", false, false)]
    public void Compares_presence(string path, bool wanted, bool expected) =>
        Assert.Equal(expected, new QueryMatch("debug", wanted).IsMatch(Encoding.UTF8.GetBytes(path)));
}
