using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Matching;

namespace Mesh.Traffic.Tests.Matching;

public sealed class BoundedRegexTests
{
    [Theory]
    [InlineData("/v[0-9]+/items", "/v12/items", true)]
    [InlineData("/v[0-9]+/items", "/v12/items/1", false)]
    [InlineData("items", "/items", false)]
    [InlineData("a|b", "ab", false)]
    [InlineData("(?P<major>v1|v2)", "v2", true)]
    [InlineData("(?i)abc", "ABC", true)]
    [InlineData("ü+", "üü", true)]
    [InlineData(".", "ü", true)]
    public void Matches_the_whole_value(string pattern, string value, bool expected) =>
        Assert.Equal(expected, Create(pattern).IsMatch(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(b")]
    [InlineData("(?=look)ahead")]
    [InlineData(@"(a)\1")]
    [InlineData("[z-a]")]
    [InlineData("(((a{1000}){1000}){1000})")]
    public void Refuses_what_is_no_linear_expression(string pattern)
    {
        Assert.False(BoundedRegex.TryCreate(pattern, out var regex, out var error));
        Assert.Null(regex);
        Assert.False(string.IsNullOrEmpty(error));
    }

    [Fact]
    public void Refuses_a_pattern_that_is_too_long()
    {
        Assert.True(BoundedRegex.TryCreate(new string('a', BoundedRegex.MaxPatternLength), out _, out _));
        Assert.False(BoundedRegex.TryCreate(new string('a', BoundedRegex.MaxPatternLength + 1), out _, out var error));
        Assert.Contains("at most 1024", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BoundedRegex.MaxValueLength, true)]
    [InlineData(BoundedRegex.MaxValueLength + 1, false)]
    public void Never_matches_a_value_that_is_too_long(int length, bool expected) =>
        Assert.Equal(expected, Create("a*").IsMatch(Enumerable.Repeat((byte)'a', length).ToArray()));

    [Fact]
    public void Any_bytes_are_decided_without_an_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), value => Create(".*").IsMatch(value) == !value.Contains((byte)'\n'))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_literal_matches_exactly_itself() =>
        Prop.ForAll(
            Gen.Elements('a', 'b', '/', '-', '1').NonEmptyListOf().Select(chars => new string([.. chars])).ToArbitrary(),
            Gen.Elements('a', 'b', '/', '-', '1').NonEmptyListOf().Select(chars => new string([.. chars])).ToArbitrary(),
            (pattern, value) => Create(pattern).IsMatch(Encoding.UTF8.GetBytes(value)) == (pattern == value))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_expression_that_explodes_when_backtracking_does_not()
    {
        // Backtracking needs about 2^40 steps here; the assertion is that the test ends at all.
        Assert.False(Create("(a+)+b").IsMatch(Enumerable.Repeat((byte)'a', 40).ToArray()));
    }

    private static BoundedRegex Create(string pattern)
    {
        Assert.True(BoundedRegex.TryCreate(pattern, out var regex, out var error), error);
        Debug.Assert(regex is not null);
        return regex;
    }
}
