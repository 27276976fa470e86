using System.Buffers.Text;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Identity.Tokens;

namespace Mesh.Identity.Tests.Tokens;

public sealed class JoinTokenPayloadTests
{
    private const string Root = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    [Fact]
    public void The_claims_are_read()
    {
        Assert.True(JoinTokenPayload.TryRead(Token($$"""{"sub":"spiffe://td/ns/a/sa/b","exp":1772366400,"root_sha256":"{{Root}}","once":true,"aud":"mesh-ca"}"""), out var payload, out _));

        Assert.Equal("spiffe://td/ns/a/sa/b", payload.Identity.ToString());
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), payload.Expires);
        Assert.Equal(Root, payload.Root.ToString());
    }

    [Theory]
    [InlineData("""{"sub":"td","exp":1,"root_sha256":"R"}""", "claim sub")]
    [InlineData("""{"sub":5,"exp":1,"root_sha256":"R"}""", "claim sub")]
    [InlineData("""{"exp":1,"root_sha256":"R"}""", "claim sub")]
    [InlineData("""{"sub":"spiffe://td/ns/a/sa/b","exp":1,"root_sha256":"12"}""", "claim root_sha256")]
    [InlineData("""{"sub":"spiffe://td/ns/a/sa/b","exp":"1","root_sha256":"R"}""", "claim exp")]
    [InlineData("""{"sub":"spiffe://td/ns/a/sa/b","exp":-1,"root_sha256":"R"}""", "claim exp")]
    [InlineData("""{"sub":"spiffe://td/ns/a/sa/b","exp":9223372036854775807,"root_sha256":"R"}""", "claim exp")]
    [InlineData("""{"sub":"spiffe://td/ns/a/sa/b","exp":1.5,"root_sha256":"R"}""", "claim exp")]
    [InlineData("""["a"]""", "not a JSON object")]
    [InlineData("""{"sub":"\ud800","exp":1,"root_sha256":"R"}""", "claim sub")]
    [InlineData("""{"\ud800":1,"sub":"spiffe://td/ns/a/sa/b","root_sha256":"R"}""", "the join token")]
    [InlineData("""{"sub":"spiffe://td/ns/a/sa/b","sub":"spiffe://td/ns/a/sa/c","exp":1,"root_sha256":"R"}""", "not a JWT")]
    [InlineData("""{"sub":""", "not a JWT")]
    public void Wrong_claims_are_named_and_not_quoted(string json, string expected)
    {
        var token = Token(json.Replace("\"R\"", $"\"{Root}\"", StringComparison.Ordinal));

        Assert.False(JoinTokenPayload.TryRead(token, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.!!.c")]
    public void What_is_not_a_jwt_is_refused(string token) => Assert.False(JoinTokenPayload.TryRead(token, out _, out _));

    [Fact]
    public void An_oversized_token_is_refused() => Assert.False(JoinTokenPayload.TryRead(new string('a', JoinTokenPayload.MaxTokenLength + 1), out _, out _));

    [Fact]
    public void Arbitrary_text_never_throws()
    {
        Prop.ForAll<string>(text => text is null || !JoinTokenPayload.TryRead(text, out _, out _)).QuickCheckThrowOnFailure();
        Prop.ForAll<string>(json => !JoinTokenPayload.TryRead(Token(json ?? ""), out _, out _)).QuickCheckThrowOnFailure();
    }

    private static string Token(string json) => $"eyJhbGciOiJFUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))}.c2ln";
}
