using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Engine.Http;
using Mesh.Proxy.Inbound;

namespace Mesh.Proxy.Tests.Inbound;

public sealed class ForwardedFieldsTests
{
    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7", "for=10.0.0.7")]
    [InlineData("2001:db8::7", "2001:db8::7", "for=\"[2001:db8::7]\"")]
    public void The_source_is_named_in_both_fields(string source, string forwardedFor, string forwarded)
    {
        using var head = new HeaderBlock { Scheme = "http"u8 };
        ForwardedFields.Append(head, Encoding.ASCII.GetBytes(source));
        Assert.Equal([$"x-forwarded-for: {forwardedFor}", $"forwarded: {forwarded}", "x-forwarded-proto: http"], Fields(head));
    }

    [Fact]
    public void What_the_application_said_comes_first_and_in_one_field()
    {
        using var head = new HeaderBlock();
        head.Add("x-forwarded-for"u8, "1.1.1.1, 2.2.2.2"u8);
        head.Add("accept"u8, "*/*"u8);
        head.Add("x-forwarded-for"u8, ""u8);
        head.Add("x-forwarded-for"u8, "3.3.3.3"u8);
        head.Add("forwarded"u8, "for=1.1.1.1;proto=https"u8);
        head.Add("x-forwarded-proto"u8, "https"u8);
        ForwardedFields.Append(head, "10.0.0.7"u8);
        Assert.Equal(
            ["x-forwarded-for: 1.1.1.1, 2.2.2.2, 3.3.3.3, 10.0.0.7", "accept: */*", "forwarded: for=1.1.1.1;proto=https, for=10.0.0.7", "x-forwarded-proto: https"],
            Fields(head));
    }

    [Fact]
    public void Values_of_any_length_are_kept() => Prop.ForAll<string[], byte>(static (values, times) =>
    {
        using var head = new HeaderBlock();
        var expected = new List<string>();
        foreach (var value in values.Select(v => Printable(v, times)))
        {
            head.Add("x-forwarded-for"u8, Encoding.ASCII.GetBytes(value));
            if (value.Length > 0)
                expected.Add(value);
        }
        ForwardedFields.Append(head, "10.0.0.7"u8);
        Assert.True(head.TryGet("x-forwarded-for"u8, out var joined));
        return Encoding.ASCII.GetString(joined) == string.Join(", ", expected.Append("10.0.0.7"));
    }).QuickCheckThrowOnFailure();

    private static string Printable(string? text, int times) =>
        string.Concat(Enumerable.Repeat(new string([.. (text ?? "").Where(c => c is > ' ' and < '\x7f')]), times));

    private static List<string> Fields(HeaderBlock head)
    {
        var fields = new List<string>();
        for (var i = 0; i < head.Count; i++)
            fields.Add($"{Encoding.ASCII.GetString(head.NameAt(i))}: {Encoding.ASCII.GetString(head.ValueAt(i))}");
        return fields;
    }
}
