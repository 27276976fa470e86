using System.Diagnostics.CodeAnalysis;

namespace Mesh.Identity.Tokens;

/// <summary>
/// What a Kubernetes service account's token says to the pod that holds it. The signature is not verified: the holder only needs to know which
/// identity to ask for; the certificate authority has the token reviewed by the API server.
/// </summary>
public sealed class ServiceAccountTokenPayload
{
    private const string SubjectPrefix = "system:serviceaccount:";

    private ServiceAccountTokenPayload(SpiffeId identity, DateTimeOffset expires)
    {
        Identity = identity;
        Expires = expires;
    }

    /// <summary>The identity of the service account that claim <c>sub</c> names.</summary>
    public SpiffeId Identity { get; }

    /// <summary>Claim <c>exp</c>: the token is refused from here on.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>Reads the payload of a compact JWS (RFC 7515 §7.1, RFC 7519).</summary>
    /// <param name="token">The token, without surrounding white space.</param>
    /// <param name="trustDomain">The trust domain of the cluster's identities.</param>
    /// <param name="payload">What it says.</param>
    /// <param name="error">What is wrong with it, without quoting it.</param>
    public static bool TryRead(
        string token, TrustDomain trustDomain, [NotNullWhen(true)] out ServiceAccountTokenPayload? payload, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(token);
        (payload, error) = Read(token, trustDomain);
        return error is null;
    }

    /// <summary>The identity of the service account that a user name of the API server stands for, <c>system:serviceaccount:NAMESPACE:NAME</c>.</summary>
    /// <param name="userName">The user name, as in a token's <c>sub</c> or a TokenReview's <c>status.user.username</c>.</param>
    /// <param name="trustDomain">The trust domain of the cluster's identities.</param>
    /// <param name="identity">The identity.</param>
    /// <returns>False when the name is not a service account's.</returns>
    public static bool TryReadUserName([NotNullWhen(true)] string? userName, TrustDomain trustDomain, [NotNullWhen(true)] out SpiffeId? identity)
    {
        ArgumentNullException.ThrowIfNull(trustDomain);
        identity = null;
        return userName is not null && userName.StartsWith(SubjectPrefix, StringComparison.Ordinal)
            && userName[SubjectPrefix.Length..].Split(':') is [var @namespace, var name]
            && SpiffeId.TryParse($"spiffe://{trustDomain.Name}/ns/{@namespace}/sa/{name}", out identity);
    }

    private static (ServiceAccountTokenPayload? Payload, string? Error) Read(string token, TrustDomain trustDomain)
    {
        using var document = TokenClaims.Parse(token);
        if (document is not { RootElement: { ValueKind: System.Text.Json.JsonValueKind.Object } claims })
            return (null, "the service account token is not a JWT; mount a projected service account token there");
        if (!TryReadUserName(TokenClaims.Text(claims, "sub"), trustDomain, out var identity))
            return (null, "the token's claim sub is not a service account, system:serviceaccount:NAMESPACE:NAME; mount a projected service account token there");
        return TokenClaims.TryReadTime(claims, "exp", out var expires)
            ? (new ServiceAccountTokenPayload(identity, expires), null)
            : (null, "the service account token's claim exp is not a time; mount a projected service account token, which expires");
    }
}
