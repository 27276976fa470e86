using System.Security.Cryptography;
using Mesh.CertAuthority.State;
using Mesh.Conventions;
using Mesh.Identity;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mesh.CertAuthority.Tokens;

/// <summary>Verifies join tokens: our own key, ES256 and nothing else, our audience, not expired. Whether it was used already is <see cref="UsedTokens"/>' business.</summary>
/// <param name="key">The key that signed them.</param>
/// <param name="trustDomain">The trust domain of the identities that they may name.</param>
/// <param name="time">The clock.</param>
internal sealed class JoinTokenVerifier(TokenKey key, TrustDomain trustDomain, TimeProvider time)
{
    private const int MaxTokenBytes = 4 * 1024;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = MaxTokenBytes, MapInboundClaims = false };

    /// <summary>Verifies a token.</summary>
    /// <returns>What it says, or what is wrong with it, without quoting it.</returns>
    public async Task<(JoinToken? Token, string? Defect)> VerifyAsync(string token)
    {
        if (token.Length is 0 or > MaxTokenBytes)
            return (null, "the join token is not a token of this certificate authority");
        using var publicKey = ECDsa.Create(key.Public);
        var result = await _handler.ValidateTokenAsync(token, Parameters(publicKey)).ConfigureAwait(false);
        return result is { IsValid: true, SecurityToken: JsonWebToken valid } ? Read(valid) : (null, Describe(result.Exception));
    }

    private TokenValidationParameters Parameters(ECDsa publicKey) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        IssuerSigningKey = new ECDsaSecurityKey(publicKey) { KeyId = key.Id, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
        TryAllIssuerSigningKeys = false,
        ValidAudience = MeshIdentities.TokenAudience,
        // The key says who issued it: nobody else has it.
        ValidateIssuer = false,
        LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
    };

    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end && (notBefore is not { } start || now >= start);
    }

    private (JoinToken? Token, string? Defect) Read(JsonWebToken token)
    {
        if (!SpiffeId.TryParse(token.Subject, out var identity) || !identity.TrustDomain.Equals(trustDomain))
            return (null, $"the join token's identity is not of trust domain {trustDomain}");
        if (!JoinTokenFormat.IsId(token.Id) || !token.TryGetPayloadValue<bool>(JoinTokenFormat.OnceClaim, out var once))
            return (null, "the join token lacks a claim; issue it with `meshctl token`");
        return (new JoinToken(identity, token.Id, new DateTimeOffset(token.ValidTo, TimeSpan.Zero), once), null);
    }

    private static string Describe(Exception? e) => e switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException
            => "the join token has expired; issue a new one with `meshctl token`",
        SecurityTokenInvalidAudienceException => $"the join token is for another audience than {MeshIdentities.TokenAudience}",
        SecurityTokenInvalidAlgorithmException or SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException
            => "the join token is not signed by this certificate authority",
        _ => "the join token is not a token of this certificate authority",
    };
}
