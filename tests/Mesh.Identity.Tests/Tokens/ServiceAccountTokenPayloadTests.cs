using System.Buffers.Text;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Identity.Tokens;

namespace Mesh.Identity.Tests.Tokens;

public sealed class ServiceAccountTokenPayloadTests
{
    private static readonly TrustDomain Domain = TrustDomain.Parse("cluster.local");

    [Fact]
    public void The_identity_comes_from_the_subject_and_the_trust_domain()
    {
        var token = Token("""{"aud":["mesh-ca"],"exp":1772366400,"kubernetes.io":{"namespace":"shop"},"sub":"system:serviceaccount:shop:web"}""");

        Assert.True(ServiceAccountTokenPayload.TryRead(token, Domain, out var payload, out _));

        Assert.Equal("spiffe://cluster.local/ns/shop/sa/web", payload.Identity.ToString());
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), payload.Expires);
    }

    [Theory]
    [InlineData("""{"sub":"system:serviceaccount:shop:web"}""", "claim exp")]
    [InlineData("""{"sub":"system:serviceaccount:shop:web","exp":"soon"}""", "claim exp")]
    [InlineData("""{"sub":"system:node:shop:web","exp":1}""", "claim sub")]
    [InlineData("""{"sub":"system:serviceaccount:shop","exp":1}""", "claim sub")]
    [InlineData("""{"sub":"system:serviceaccount:shop:web:admin","exp":1}""", "claim sub")]
    [InlineData("""{"sub":"system:serviceaccount:shop/sa/x:web","exp":1}""", "claim sub")]
    [InlineData("""{"sub":"system:serviceaccount::web","exp":1}""", "claim sub")]
    [InlineData("""{"sub":"spiffe://cluster.local/ns/shop/sa/web","exp":1}""", "claim sub")]
    [InlineData("""{"sub":["system:serviceaccount:shop:web"],"exp":1}""", "claim sub")]
    [InlineData("""["sub"]""", "not a JWT")]
    [InlineData("""{"sub":""", "not a JWT")]
    public void Wrong_claims_are_named_and_not_quoted(string json, string expected)
    {
        var token = Token(json);

        Assert.False(ServiceAccountTokenPayload.TryRead(token, Domain, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Arbitrary_text_never_throws()
    {
        Prop.ForAll<string>(text => text is null || !ServiceAccountTokenPayload.TryRead(text, Domain, out _, out _)).QuickCheckThrowOnFailure();
        Prop.ForAll<string>(name => !ServiceAccountTokenPayload.TryReadUserName(name, Domain, out _)).QuickCheckThrowOnFailure();
    }

    private static string Token(string json) => $"eyJhbGciOiJSUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json))}.c2ln";
}
