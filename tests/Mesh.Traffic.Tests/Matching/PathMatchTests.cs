using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Traffic.Matching;

namespace Mesh.Traffic.Tests.Matching;

public sealed class PathMatchTests
{
    [Theory]
    [InlineData(PathMatchKind.Exact, "/cart", "/cart", true)]
    [InlineData(PathMatchKind.Exact, "/cart", "/cart?item=1", true)]
    [InlineData(PathMatchKind.Exact, "/cart", "/cart#top", true)]
    [InlineData(PathMatchKind.Exact, "/cart", "/cart/", false)]
    [InlineData(PathMatchKind.Exact, "/cart", "/Cart", false)]
    [InlineData(PathMatchKind.Exact, "/cart", "/car", false)]
    [InlineData(PathMatchKind.Prefix, "/", "/anything", true)]
    [InlineData(PathMatchKind.Prefix, "/shop", "/shopping", true)]
    [InlineData(PathMatchKind.Prefix, "/shop/", "/shop", false)]
    [InlineData(PathMatchKind.Prefix, "/a?b", "/a?b", false)]
    [InlineData(PathMatchKind.SeparatedPrefix, "/shop", "/shop", true)]
    [InlineData(PathMatchKind.SeparatedPrefix, "/shop", "/shop?a=/shop", true)]
    [InlineData(PathMatchKind.SeparatedPrefix, "/shop", "/shop/cart", true)]
    [InlineData(PathMatchKind.SeparatedPrefix, "/shop", "/shopping", false)]
    [InlineData(PathMatchKind.SeparatedPrefix, "/shop", "/sho", false)]
    [InlineData(PathMatchKind.Exact, "/cart", "", false)]
    [InlineData(PathMatchKind.Exact, "/cart", "*", false)]
    public void Compares_the_path_without_its_query(PathMatchKind kind, string text, string path, bool expected) =>
        Assert.Equal(expected, new PathMatch(kind, text).IsMatch(Encoding.UTF8.GetBytes(path)));

    [Theory]
    [InlineData(PathMatchKind.Exact, "/Cart", "/cART")]
    [InlineData(PathMatchKind.Prefix, "/CART", "/cart/1")]
    [InlineData(PathMatchKind.SeparatedPrefix, "/Cart", "/cart/1")]
    public void Folds_case_when_told(PathMatchKind kind, string text, string path) =>
        Assert.True(new PathMatch(kind, text, caseSensitive: false).IsMatch(Encoding.UTF8.GetBytes(path)));

    [Fact]
    public void A_separated_prefix_is_a_prefix_that_ends_at_a_segment() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyString>(),
            ArbMap.Default.ArbFor<NonEmptyString>(),
            (prefix, rest) =>
            {
                var text = "/" + Clean(prefix.Get).TrimEnd('/');
                var path = Encoding.UTF8.GetBytes(text + Clean(rest.Get));
                var separated = new PathMatch(PathMatchKind.SeparatedPrefix, text).IsMatch(path);
                var plain = new PathMatch(PathMatchKind.Prefix, text).IsMatch(path);
                var continues = new PathMatch(PathMatchKind.Prefix, text + "/").IsMatch(path);
                var equal = new PathMatch(PathMatchKind.Exact, text).IsMatch(path);
                return plain && separated == (continues || equal);
            }).QuickCheckThrowOnFailure();

    private static string Clean(string text) => text.Replace('?', 'q').Replace('#', 'h').Replace('\0', '0');
}
