using System.Buffers;

namespace Mesh.CertAuthority.Tokens;

/// <summary>Names and bounds of join tokens.</summary>
internal static class JoinTokenFormat
{
    /// <summary>Claim: SHA-256 of the root's DER in hexadecimal.</summary>
    public const string RootClaim = "root_sha256";

    /// <summary>Claim: whether the token may be used once.</summary>
    public const string OnceClaim = "once";

    /// <summary>Characters of a token's id: 16 random bytes in hexadecimal.</summary>
    public const int IdLength = 32;

    public static readonly TimeSpan DefaultLife = TimeSpan.FromHours(1);
    public static readonly TimeSpan MaxLife = TimeSpan.FromDays(30);

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a text is a token's id.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && !text.ContainsAnyExcept(Hexadecimal);
}
