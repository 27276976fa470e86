using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Mesh.CertAuthority.Tokens;
using Mesh.Identity.Tokens;

namespace Mesh.CertAuthority.Tests.Tokens;

public sealed class JoinTokenTests : IDisposable
{
    private readonly TestState _state = new();

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_issued_token_verifies(bool reusable)
    {
        var (token, content) = _state.Tokens.Issue(TestState.Web, TimeSpan.FromHours(1), reusable);

        var (verified, defect) = await _state.Verifier.VerifyAsync(token);

        Assert.Null(defect);
        Assert.Equal(content, verified);
        Assert.Equal(new JoinToken(TestState.Web, content.Id, _state.Time.GetUtcNow().AddHours(1), !reusable), verified);
    }

    [Fact]
    public async Task It_verifies_after_a_restart()
    {
        var (token, _) = _state.Tokens.Issue(TestState.Web, TimeSpan.FromHours(1), true);
        _state.Reopen();

        Assert.NotNull((await _state.Verifier.VerifyAsync(token)).Token);
    }

    [Fact]
    public void The_client_s_side_reads_it()
    {
        var (token, content) = _state.Tokens.Issue(TestState.Web, TimeSpan.FromHours(1), true);

        Assert.True(JoinTokenPayload.TryRead(token, out var payload, out _));
        Assert.Equal(TestState.Web, payload.Identity);
        Assert.Equal(content.Expires, payload.Expires);
        Assert.Equal(_state.Current.Roots.CurrentFingerprint, payload.Root);
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        var (token, _) = _state.Tokens.Issue(TestState.Web, TimeSpan.FromHours(1), true);
        _state.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.NotNull((await _state.Verifier.VerifyAsync(token)).Token);
        _state.Time.Advance(TimeSpan.FromSeconds(1));

        await RefusedAsync("has expired", token);
    }

    [Fact]
    public async Task A_token_of_another_authority_is_refused()
    {
        using var other = new TestState();
        var (token, _) = other.Tokens.Issue(TestState.Web, TimeSpan.FromHours(1), true);

        await RefusedAsync("not signed by this certificate authority", token);
    }

    [Fact]
    public async Task A_key_that_claims_our_key_s_id_is_refused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        await RefusedAsync("not signed by this certificate authority", Forge(stranger));
    }

    [Fact]
    public async Task Each_claim_counts()
    {
        var key = _state.Current.TokenKey.Key;

        Assert.NotNull((await _state.Verifier.VerifyAsync(Forge(key))).Token);
        await RefusedAsync("another audience", Forge(key, audience: "\"mesh-controlplane\""));
        await RefusedAsync("another audience", Forge(key, audience: "null"));
        await RefusedAsync("not of trust domain td", Forge(key, subject: "spiffe://te/ns/shop/sa/web"));
        await RefusedAsync("not of trust domain td", Forge(key, subject: "web"));
        await RefusedAsync("lacks a claim", Forge(key, once: "\"yes\""));
        await RefusedAsync("lacks a claim", Forge(key, id: "../../x"));
        await RefusedAsync("", Forge(key, expires: "null"));
        await RefusedAsync("", Forge(key, expires: "\"never\""));
        await RefusedAsync("", Forge(key, expires: "99999999999999999999"));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""", false)]
    [InlineData("""{"alg":"none","typ":"JWT"}""", true)]
    [InlineData("""{"alg":"HS256","typ":"JWT","kid":"KID"}""", true)]
    [InlineData("""{"alg":"ES384","typ":"JWT","kid":"KID"}""", true)]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""", true)]
    [InlineData("""{"alg":"ES256","typ":"JWT","kid":"other"}""", true)]
    [InlineData("""{"alg":"ES256","typ":"JWT","kid":"KID","jwk":{"kty":"EC"}}""", false)]
    [InlineData("""{}""", true)]
    [InlineData("""[]""", true)]
    public async Task Another_header_is_refused(string header, bool signature)
    {
        var token = Forge(_state.Current.TokenKey.Key, header: header);

        await RefusedAsync("", signature ? token : token[..(token.LastIndexOf('.') + 1)]);
    }

    [Fact]
    public async Task A_tampered_token_is_refused()
    {
        var (token, _) = _state.Tokens.Issue(TestState.Web, TimeSpan.FromHours(1), true);
        for (var i = 0; i < token.Length - 1; i += 7)
        {
            if (token[i] != '.')
                await RefusedAsync("", token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    public async Task What_is_no_token_is_refused(string text) => await RefusedAsync("not a token", text);

    [Fact]
    public async Task An_oversized_token_is_refused() => await RefusedAsync("not a token", new string('a', 5000));

    private async Task RefusedAsync(string expected, string token)
    {
        var (verified, defect) = await _state.Verifier.VerifyAsync(token);

        Assert.Null(verified);
        Assert.Contains(expected, defect, StringComparison.Ordinal);
        if (token.Length > 20)
            Assert.DoesNotContain(token[..20], defect, StringComparison.Ordinal);
    }

    private string Forge(
        ECDsa key, string header = """{"alg":"ES256","typ":"JWT","kid":"KID"}""", string subject = "spiffe://td/ns/shop/sa/web", string audience = "\"mesh-ca\"",
        string? expires = null, string once = "true", string id = "00112233445566778899aabbccddeeff")
    {
        expires ??= (_state.Time.GetUtcNow().ToUnixTimeSeconds() + 60).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var payload = $$"""{"sub":"{{subject}}","aud":{{audience}},"exp":{{expires}},"jti":"{{id}}","once":{{once}}}""";
        var signed = $"{Encode(header.Replace("KID", _state.Current.TokenKey.Id, StringComparison.Ordinal))}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
