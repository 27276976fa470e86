using System.Buffers.Text;
using System.Text.Json;

namespace Mesh.Identity.Tokens;

/// <summary>Reads the payload of a compact JWS (RFC 7515 §7.1, RFC 7519) without verifying its signature. For hostile input: never throws.</summary>
internal static class TokenClaims
{
    /// <summary>A token has at most this many characters.</summary>
    public const int MaxTokenLength = 8 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The claims, for the caller to dispose; null when the text is not a JWT.</summary>
    public static JsonDocument? Parse(string token)
    {
        if (token.Length > MaxTokenLength || token.Split('.') is not [_, var middle, _] || !Base64Url.IsValid(middle))
            return null;
        try
        {
            return JsonDocument.Parse(Base64Url.DecodeFromChars(middle), Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped lone surrogate, which is JSON but not text.
            return null;
        }
    }

    /// <summary>A claim that is a text; null when it is missing or anything else.</summary>
    public static string? Text(JsonElement claims, string name)
    {
        try
        {
            return claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A claim that is a time in whole seconds since 1970; false when it is missing or anything else.</summary>
    public static bool TryReadTime(JsonElement claims, string name, out DateTimeOffset time)
    {
        time = default;
        try
        {
            if (!claims.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number
                || !value.TryGetInt64(out var seconds) || seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                return false;
            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
