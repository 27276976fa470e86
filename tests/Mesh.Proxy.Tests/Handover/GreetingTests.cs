using Mesh.Proxy.Handover;

namespace Mesh.Proxy.Tests.Handover;

public sealed class GreetingTests
{
    private static readonly Greeting Running = new(1, "shop/web-1", 2, "1.4.0");

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal("1 shop/web-1 2 1.4.0", Running.ToString());
        Assert.True(Greeting.TryParse(Running.ToString(), out var read));
        Assert.Equal(Running, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 shop/web-1 2")]
    [InlineData("1 shop/web-1 2 1.4.0 more")]
    [InlineData("1  2 1.4.0")]
    [InlineData("one shop/web-1 2 1.4.0")]
    [InlineData("+1 shop/web-1 2 1.4.0")]
    [InlineData("1 shop/web-1 0 1.4.0")]
    [InlineData("1 shop/web-1 99999 1.4.0")]
    [InlineData("1 shop/web-1 2 1.4.0\t")]
    [InlineData("1 sh\u00f6p/web-1 2 1.4.0")]
    public void Nothing_else_is_read(string text) => Assert.False(Greeting.TryParse(text, out _));

    [Fact]
    public void An_overlong_text_is_not_read() => Assert.False(Greeting.TryParse($"1 {new string('a', 129)} 2 1.4.0", out _));

    [Theory]
    [InlineData(1, "shop/web-1", 2, null)]
    [InlineData(2, "shop/web-1", 2, "hands over by protocol 2 and the running 1.4.0 by 1")]
    [InlineData(1, "shop/web-2", 2, "serves shop/web-1, not shop/web-2")]
    [InlineData(1, "shop/web-1", 1, "--loops is 1 and 2")]
    public void What_does_not_fit_is_said(int protocol, string workload, int loops, string? problem)
    {
        var actual = new Greeting(protocol, workload, loops, "1.5.0").Problem(Running);
        if (problem is null)
            Assert.Null(actual);
        else
            Assert.Contains(problem, actual, StringComparison.Ordinal);
    }
}
