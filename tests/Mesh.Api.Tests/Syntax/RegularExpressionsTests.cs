using FsCheck;
using FsCheck.Fluent;
using Mesh.Api.Syntax;

namespace Mesh.Api.Tests.Syntax;

public sealed class RegularExpressionsTests
{
    [Theory]
    [InlineData("/item/[0-9]+")]
    [InlineData("(a|b){1,100}")]
    [InlineData("(?:a)(?<n>b)(?P<m>c)")]
    [InlineData("[]a{1000}]")]
    [InlineData(@"\{9999\}")]
    [InlineData("a{,9}")]
    public void Expressions_that_are_fine(string text) => Assert.Null(RegularExpressions.Check(text));

    [Theory]
    [InlineData("")]
    [InlineData("(")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*")]
    [InlineData("(?x)a #")]
    [InlineData("(?!a)")]
    [InlineData("(?<=a)b")]
    [InlineData(@"(a)\1")]
    [InlineData("(?>a)")]
    [InlineData("(a{101}){100}")]
    [InlineData("a{2147483647}")]
    [InlineData("a{99999999999999999999}")]
    [InlineData("((((a{10}){10}){10}){10}){10}")]
    public void Expressions_that_are_refused(string text) => Assert.NotNull(RegularExpressions.Check(text));

    [Fact]
    public void Length_is_bounded()
    {
        Assert.Null(RegularExpressions.Check(new string('a', RegularExpressions.LongestExpression)));
        Assert.NotNull(RegularExpressions.Check(new string('a', RegularExpressions.LongestExpression + 1)));
        Assert.NotNull(RegularExpressions.Check(new string('(', RegularExpressions.LongestExpression)));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("ab{3}", 4)]
    [InlineData("(ab{3}){2}", 8)]
    [InlineData("[ab]{3}", 3)]
    [InlineData("[]ab]{3}", 3)]
    [InlineData("[^]ab]{3}", 3)]
    [InlineData(@"[\]{9}]{3}", 3)]
    [InlineData(@"\({3}", 3)]
    [InlineData("a{2,5}", 5)]
    [InlineData("a{2,}", 2)]
    [InlineData("(a(b{2}){2}){2}c", 11)]
    public void Sizes(string text, long size) => Assert.Equal(size, ExpressionSize.Of(text));

    [Fact]
    public void Any_text_gets_an_answer()
    {
        var texts = Gen.Elements("()[]{}*+?|\\^$.,0123456789abP<>=!:-".ToCharArray()).ArrayOf().Select(letters => new string(letters));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            RegularExpressions.Check(text);
            return ExpressionSize.Of(text) >= 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
