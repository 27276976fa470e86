using Mesh.Api.Syntax;

namespace Mesh.Api.Tests.Syntax;

public sealed class HttpTextTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/a/b/", true)]
    [InlineData("/a%20b;c=d,e@f:g", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("/a?b", false)]
    [InlineData("/a#b", false)]
    [InlineData("/a/./b", false)]
    [InlineData("/a/.", false)]
    [InlineData("/%2e", true)]
    [InlineData("/%2f", false)]
    [InlineData("/%zz", false)]
    [InlineData("/ä", false)]
    [InlineData("/a\n", false)]
    public void Paths(string text, bool valid) => Assert.Equal(valid, HttpText.CheckPath(text) is null);

    [Theory]
    [InlineData("X-A_b.1", true)]
    [InlineData("", false)]
    [InlineData(":method", false)]
    [InlineData("a b", false)]
    [InlineData("a:", false)]
    public void Header_names(string text, bool valid) => Assert.Equal(valid, HttpText.CheckName(text) is null);

    [Theory]
    [InlineData("a b", true)]
    [InlineData("a  b", false)]
    [InlineData("", false)]
    [InlineData(" a", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("ä", false)]
    public void Header_values(string text, bool valid) => Assert.Equal(valid, HttpText.CheckHeaderValue(text) is null);

    [Fact]
    public void Lengths_are_bounded()
    {
        Assert.NotNull(HttpText.CheckPath("/" + new string('a', 1024)));
        Assert.NotNull(HttpText.CheckName(new string('a', 257)));
        Assert.NotNull(HttpText.CheckHeaderValue(new string('a', 4097)));
        Assert.NotNull(HttpText.CheckQueryValue(new string('a', 1025)));
        Assert.NotNull(HttpText.CheckQueryValue("a\0"));
    }
}
