using Mesh.Api.Problems;

namespace Mesh.Api.Tests.Problems;

public sealed class SuggestionTests
{
    private static readonly string[] Known = ["serviceAccount", "address", "ports", "port", "weight", "outbounds"];

    [Theory]
    [InlineData("serviceAcount", "serviceAccount")]
    [InlineData("serviceaccount", "serviceAccount")]
    [InlineData("adress", "address")]
    [InlineData("prot", "port")]
    [InlineData("Ports", "ports")]
    [InlineData("wieght", "weight")]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("somethingElse", null)]
    public void The_nearest_word_is_suggested(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, Known));

    [Fact]
    public void Long_words_are_not_compared() => Assert.Null(Suggestion.Nearest(new string('a', 100_000), [new string('a', 100_000)]));
}
