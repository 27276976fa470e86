using Mesh.Api.Syntax;

namespace Mesh.Api.Tests.Syntax;

/// <summary>The examples of GEP-2257 and what it refuses.</summary>
public sealed class DurationsTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("0h", 0)]
    [InlineData("1ms", 1)]
    [InlineData("1s", 1000)]
    [InlineData("1m", 60_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1m1ms", 60_001)]
    [InlineData("10s30m1h", 5_410_000)]
    [InlineData("99999h", 359_996_400_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    public void Durations_are_read(string text, long milliseconds) =>
        Assert.Equal(milliseconds, Durations.TryParse(text)?.TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("1S")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("100000s")]
    [InlineData("1h1h1h1h1h")]
    [InlineData("1us")]
    [InlineData("1d")]
    [InlineData(" 1s")]
    [InlineData("1s\n")]
    [InlineData("١s")]
    public void Other_text_is_refused(string text)
    {
        Assert.Null(Durations.TryParse(text));
        Assert.NotNull(Durations.Check(text));
    }
}
