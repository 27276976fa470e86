using System.Security.Cryptography;
using Mesh.CertAuthority.State;
using Mesh.Conventions;
using Mesh.Identity;
using Mesh.Identity.Trust;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mesh.CertAuthority.Tokens;

/// <summary>Makes join tokens: JWTs signed with ES256 (RFC 7519, RFC 7518 §3.4).</summary>
/// <param name="key">The signing key.</param>
/// <param name="root">The root that the bearer is to trust.</param>
/// <param name="time">The clock.</param>
internal sealed class JoinTokenIssuer(TokenKey key, RootFingerprint root, TimeProvider time)
{
    private readonly Lock _signing = new();
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Makes a token.</summary>
    public (string Token, JoinToken Content) Issue(SpiffeId identity, TimeSpan life, bool reusable)
    {
        var now = time.GetUtcNow();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(JoinTokenFormat.IdLength / 2));
        var content = new JoinToken(identity, id, DateTimeOffset.FromUnixTimeSeconds((now + life).ToUnixTimeSeconds()), !reusable);
        return (Sign(content, now), content);
    }

    private string Sign(JoinToken content, DateTimeOffset now)
    {
        var signer = new ECDsaSecurityKey(key.Key) { KeyId = key.Id, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        var descriptor = new SecurityTokenDescriptor
        {
            Audience = MeshIdentities.TokenAudience,
            IssuedAt = now.UtcDateTime,
            Expires = content.Expires.UtcDateTime,
            SigningCredentials = new SigningCredentials(signer, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = content.Identity.ToString(),
                [JwtRegisteredClaimNames.Jti] = content.Id,
                [JoinTokenFormat.RootClaim] = root.ToString(),
                [JoinTokenFormat.OnceClaim] = content.Once,
            },
        };
        lock (_signing)
            return _handler.CreateToken(descriptor);
    }
}
