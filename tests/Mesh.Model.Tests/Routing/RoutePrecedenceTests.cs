using System.Collections.Immutable;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Model.Routing;

namespace Mesh.Model.Tests.Routing;

/// <summary>Each rule of precedence of the Gateway API, as "the first of the two wins".</summary>
public sealed class RoutePrecedenceTests
{
    [Theory]
    // An exact path before everything.
    [InlineData("=/a", "/aaaaaaaa")]
    [InlineData("=/a", "~/a.*")]
    [InlineData("=/a", "/a GET h:1 h:2 q:1")]
    // The longest prefix, whatever else is said; a final slash does not count.
    [InlineData("/aa", "/a GET h:1 q:1")]
    [InlineData("/a", "/ GET h:1 q:1")]
    [InlineData("/a/b", "/a")]
    [InlineData("/a/ GET", "/a")]
    [InlineData("/a GET", "/a/")]
    // Regular expressions: after prefixes, before the prefix of everything, longest first.
    [InlineData("/a", "~/a/[0-9]+")]
    [InlineData("~/a", "/ GET h:1")]
    [InlineData("~/a[0-9]+", "~/a.")]
    // Then a method.
    [InlineData("/a GET", "/a h:1 h:2 q:1")]
    [InlineData("=/a GET", "=/a h:1")]
    [InlineData("~/a GET", "~/a h:1")]
    // Then the number of headers.
    [InlineData("/a h:1 h:2", "/a h:1 q:1 q:2")]
    [InlineData("/a GET h:1", "/a POST q:1")]
    // Then the number of query parameters.
    [InlineData("/a q:1 q:2", "/a q:1")]
    [InlineData("/a h:1 q:1", "/a h:1")]
    // Then the older route; one without age is younger than all.
    [InlineData("/a @2 b/z", "/a @3 a/a")]
    [InlineData("/a @2 b/z", "/a a/a")]
    // Then the name.
    [InlineData("/a a/z", "/a b/a")]
    [InlineData("/a a/a", "/a a/b")]
    [InlineData("/a @2 a/a", "/a @2 a/b")]
    // "namespace/name" is compared as one text: "-" sorts before "/".
    [InlineData("/a a-b/a", "/a a/a")]
    // Then the first rule of the route.
    [InlineData("/a #0", "/a #1")]
    [InlineData("/a #2", "/a #10")]
    public void The_first_wins(string first, string second)
    {
        var (winner, loser) = (Parse(first), Parse(second));
        Assert.True(RoutePrecedence.Instance.Compare(winner, loser) < 0);
        Assert.True(RoutePrecedence.Instance.Compare(loser, winner) > 0);
        Assert.Equal(0, RoutePrecedence.Instance.Compare(winner, Parse(first)));
    }

    [Fact]
    public void Any_order_of_reading_gives_the_same_order_of_trying()
    {
        string[] paths = ["=/a", "=/b", "/", "/a", "/a/", "/ab", "~/a", "~/ab"];
        string[] rests = ["", " GET", " h:1", " q:1", " @1", " a/b", " #1"];
        var entries = Gen.Elements(paths).Zip(Gen.Elements(rests), (path, rest) => path + rest).ArrayOf();
        Prop.ForAll(entries.ToArbitrary(), texts =>
        {
            var one = texts.Select(Parse).Order(RoutePrecedence.Instance).ToArray();
            var other = texts.Reverse().Select(Parse).Order(RoutePrecedence.Instance).ToArray();
            return one.Zip(other).All(pair => RoutePrecedence.Instance.Compare(pair.First, pair.Second) == 0);
        }).QuickCheckThrowOnFailure();
    }

    // "=/exact", "/prefix" or "~regex", then words: METHOD, h:NAME, q:NAME, @AGE, NAMESPACE/NAME, #RULE.
    private static RouteEntry Parse(string text)
    {
        var words = text.Split(' ');
        var path = words[0][0] switch
        {
            '=' => new PathMatch(PathMatchType.Exact, words[0][1..]),
            '~' => new PathMatch(PathMatchType.RegularExpression, words[0][1..]),
            _ => new PathMatch(PathMatchType.PathPrefix, words[0]),
        };
        var match = new HttpRouteMatch(path)
        {
            Method = words.FirstOrDefault(word => char.IsUpper(word[0])),
            Headers = Conditions(words, "h:"),
            QueryParameters = Conditions(words, "q:"),
        };
        var name = words.Skip(1).FirstOrDefault(word => word.Contains('/', StringComparison.Ordinal)) ?? "ns/route";
        Assert.True(NamespacedName.TryParse(name, out var parsed));
        var age = words.FirstOrDefault(word => word[0] == '@');
        var metadata = new ObjectMeta(parsed) { CreationTimestamp = age is null ? null : DateTimeOffset.UnixEpoch.AddDays(Number(age[1..])) };
        var rule = words.FirstOrDefault(word => word[0] == '#');
        return new RouteEntry(new HttpRoute(metadata, ResourceOrigin.None), rule is null ? 0 : Number(rule[1..]), match);
    }

    private static ImmutableArray<ValueMatch> Conditions(string[] words, string prefix) =>
        [.. words.Where(word => word.StartsWith(prefix, StringComparison.Ordinal)).Select(word => new ValueMatch(word[2..], "x", false))];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
