using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Proxy.Control.Grpc;

namespace Mesh.Proxy.Tests.Control.Grpc;

public sealed class PercentTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("not today", "not today")]
    [InlineData("100%25 of %C3%A9", "100% of é")]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%4", "%zz%4")]
    [InlineData("line%0D%0Atwo%00", "line  two ")]
    [InlineData("%FF", "\uFFFD")]
    public void Escapes_are_decoded_and_nothing_controls_the_log(string encoded, string text) =>
        Assert.Equal(text, PercentText.Decode(Encoding.Latin1.GetBytes(encoded)));

    [Fact]
    public void What_is_too_long_is_cut() =>
        Assert.Equal(new string('a', PercentText.MaxLength) + "…", PercentText.Decode(Encoding.ASCII.GetBytes(new string('a', 70_000))));

    [Fact]
    public void Any_bytes_are_a_short_text_without_control_characters() => Prop.ForAll((byte[] bytes) =>
    {
        var text = PercentText.Decode(bytes);
        return text.Length <= PercentText.MaxLength + 1 && !text.Any(char.IsControl);
    }).QuickCheckThrowOnFailure();
}
