using Mesh.Api.Syntax;

namespace Mesh.Api.Tests.Syntax;

public sealed class NamesTests
{
    private static readonly string Label63 = new('a', 63);

    [Theory]
    [InlineData("a", true)]
    [InlineData("a-b", true)]
    [InlineData("1a", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a.b", false)]
    [InlineData("A", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    [InlineData("a b", false)]
    public void Labels(string text, bool valid) => Assert.Equal(valid, Names.CheckLabel(text) is null);

    [Theory]
    [InlineData("a1", true)]
    [InlineData("1a", false)]
    public void Service_names(string text, bool valid) => Assert.Equal(valid, Names.CheckServiceName(text) is null);

    [Theory]
    [InlineData("a.b-c.1", true)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    public void Subdomains(string text, bool valid) => Assert.Equal(valid, Names.CheckSubdomain(text) is null);

    [Fact]
    public void Lengths_are_bounded()
    {
        Assert.Null(Names.CheckLabel(Label63));
        Assert.NotNull(Names.CheckLabel(Label63 + "a"));
        Assert.Null(Names.CheckSubdomain($"{Label63}.{Label63}.{Label63}.{Label63[..61]}"));
        Assert.NotNull(Names.CheckSubdomain($"{Label63}.{Label63}.{Label63}.{Label63[..62]}"));
        Assert.Null(Names.CheckPortName(Label63[..15]));
        Assert.NotNull(Names.CheckPortName(Label63[..16]));
        Assert.Null(Names.CheckLabelValue(Label63));
        Assert.NotNull(Names.CheckLabelValue(Label63 + "a"));
    }

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("*", false)]
    [InlineData("*.", false)]
    [InlineData("a.*.com", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("example.com:80", false)]
    public void Host_names(string text, bool valid) => Assert.Equal(valid, Names.CheckHostname(text) is null);

    [Theory]
    [InlineData("http", true)]
    [InlineData("8a", true)]
    [InlineData("80", false)]
    [InlineData("a--b", false)]
    [InlineData("a.b", false)]
    public void Port_names(string text, bool valid) => Assert.Equal(valid, Names.CheckPortName(text) is null);

    [Theory]
    [InlineData("app", true)]
    [InlineData("App_x.y-z", true)]
    [InlineData("example.com/app", true)]
    [InlineData("Example.com/app", false)]
    [InlineData("/app", false)]
    [InlineData("a/", false)]
    [InlineData("a/b/c", false)]
    [InlineData("_a", false)]
    [InlineData("", false)]
    public void Qualified_names(string text, bool valid) => Assert.Equal(valid, Names.CheckQualifiedName(text) is null);

    [Theory]
    [InlineData("", true)]
    [InlineData("v1.2_3", true)]
    [InlineData("a b", false)]
    [InlineData("a-", false)]
    public void Label_values(string text, bool valid) => Assert.Equal(valid, Names.CheckLabelValue(text) is null);
}
