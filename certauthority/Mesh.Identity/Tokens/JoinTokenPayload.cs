using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Mesh.Identity.Trust;

namespace Mesh.Identity.Tokens;

/// <summary>
/// What a join token says to the one who holds it. The signature is not verified: the holder was given the token by the operator and only needs
/// to know which root it names and which identity to ask for; the certificate authority is the one who verifies.
/// </summary>
public sealed class JoinTokenPayload
{
    /// <summary>A token has at most this many characters.</summary>
    public const int MaxTokenLength = TokenClaims.MaxTokenLength;

    private JoinTokenPayload(SpiffeId identity, DateTimeOffset expires, RootFingerprint root)
    {
        Identity = identity;
        Expires = expires;
        Root = root;
    }

    /// <summary>Claim <c>sub</c>: the identity that the token stands for.</summary>
    public SpiffeId Identity { get; }

    /// <summary>Claim <c>exp</c>: the token is refused from here on.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>Claim <c>root_sha256</c>: the root that the certificate authority's certificate must lead to.</summary>
    public RootFingerprint Root { get; }

    /// <summary>Reads the payload of a compact JWS (RFC 7515 §7.1, RFC 7519).</summary>
    /// <param name="token">The token, without surrounding white space.</param>
    /// <param name="payload">What it says.</param>
    /// <param name="error">What is wrong with it, without quoting it.</param>
    public static bool TryRead(string token, [NotNullWhen(true)] out JoinTokenPayload? payload, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(token);
        (payload, error) = Read(token);
        return error is null;
    }

    private static (JoinTokenPayload? Payload, string? Error) Read(string token)
    {
        using var claims = TokenClaims.Parse(token);
        return claims is null
            ? (null, "the join token is not a JWT; give the file that `meshctl token` wrote, unchanged")
            : Read(claims.RootElement);
    }

    private static (JoinTokenPayload? Payload, string? Error) Read(JsonElement claims)
    {
        if (claims.ValueKind != JsonValueKind.Object)
            return (null, "the join token's payload is not a JSON object");
        if (!SpiffeId.TryParse(TokenClaims.Text(claims, "sub"), out var identity))
            return (null, "the join token's claim sub is not a workload's SPIFFE id");
        if (!RootFingerprint.TryParse(TokenClaims.Text(claims, "root_sha256"), out var root))
            return (null, "the join token's claim root_sha256 is not a root fingerprint");
        return TokenClaims.TryReadTime(claims, "exp", out var expires)
            ? (new JoinTokenPayload(identity, expires, root), null)
            : (null, "the join token's claim exp is not a time");
    }
}
