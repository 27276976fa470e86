using Mesh.Traffic.Matching;
using Mesh.Traffic.Tests.Requests;

namespace Mesh.Traffic.Tests.Matching;

public sealed class HeaderMatchTests
{
    [Theory]
    [InlineData(TextMatchKind.Exact, "beta", "beta", true)]
    [InlineData(TextMatchKind.Exact, "beta", "Beta", false)]
    [InlineData(TextMatchKind.Exact, "beta", "beta2", false)]
    [InlineData(TextMatchKind.Prefix, "be", "beta", true)]
    [InlineData(TextMatchKind.Prefix, "beta", "be", false)]
    [InlineData(TextMatchKind.Suffix, "ta", "beta", true)]
    [InlineData(TextMatchKind.Suffix, "beta", "ta", false)]
    [InlineData(TextMatchKind.Contains, "et", "beta", true)]
    [InlineData(TextMatchKind.Contains, "", "", true)]
    [InlineData(TextMatchKind.Contains, "x", "beta", false)]
    public void Compares_values(TextMatchKind kind, string text, string value, bool expected)
    {
        var match = HeaderMatch.OfValue("X-Group", new TextMatch(kind, text));
        Assert.Equal(expected, match.IsMatch(TestRequest.Get("/", ("x-group", value))));
    }

    [Theory]
    [InlineData(TextMatchKind.Exact, "BETA")]
    [InlineData(TextMatchKind.Prefix, "BE")]
    [InlineData(TextMatchKind.Suffix, "TA")]
    [InlineData(TextMatchKind.Contains, "ET")]
    public void Folds_ascii_case_when_told(TextMatchKind kind, string text) =>
        Assert.True(HeaderMatch.OfValue("x", new TextMatch(kind, text, ignoreCase: true)).IsMatch(TestRequest.Get("/", ("x", "beta"))));

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    public void A_missing_field_matches_only_as_an_empty_one(bool invert, bool missingIsEmpty, bool expected)
    {
        var match = HeaderMatch.OfValue("x", new TextMatch(TextMatchKind.Exact, "beta"), invert, missingIsEmpty);
        Assert.Equal(expected, match.IsMatch(TestRequest.Get("/")));
    }

    [Theory]
    [InlineData(true, false, true, true)]
    [InlineData(true, true, true, false)]
    [InlineData(false, false, true, false)]
    [InlineData(false, false, false, true)]
    [InlineData(true, true, false, true)]
    public void Presence_is_compared(bool wanted, bool invert, bool present, bool expected)
    {
        var request = present ? TestRequest.Get("/", ("x", "")) : TestRequest.Get("/");
        Assert.Equal(expected, HeaderMatch.OfPresence("x", wanted, invert).IsMatch(request));
    }

    [Theory]
    [InlineData("10", true)]
    [InlineData("-5", true)]
    [InlineData("20", false)]
    [InlineData("10x", false)]
    [InlineData("", false)]
    [InlineData("99999999999999999999", false)]
    public void A_range_is_half_open_and_wants_an_integer(string value, bool expected) =>
        Assert.Equal(expected, HeaderMatch.OfRange("x", -5, 20).IsMatch(TestRequest.Get("/", ("x", value))));

    [Theory]
    [InlineData(":method", "POST", true)]
    [InlineData(":method", "GET", false)]
    [InlineData(":path", "/a?b=c", true)]
    [InlineData(":authority", "catalog.shop", true)]
    [InlineData(":scheme", "http", false)]
    public void Pseudo_fields_are_the_requests_own(string name, string value, bool expected) =>
        Assert.Equal(expected, HeaderMatch.OfValue(name, new TextMatch(TextMatchKind.Exact, value)).IsMatch(TestRequest.With("POST", "/a?b=c")));
}
