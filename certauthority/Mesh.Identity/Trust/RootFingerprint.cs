using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Mesh.Identity.Trust;

/// <summary>SHA-256 of a root certificate's DER: what pins the root at first contact.</summary>
public sealed class RootFingerprint : IEquatable<RootFingerprint>
{
    private readonly string _hex;

    private RootFingerprint(string hex) => _hex = hex;

    /// <summary>The fingerprint of a certificate.</summary>
    /// <param name="der">One certificate in DER.</param>
    public static RootFingerprint Of(ReadOnlySpan<byte> der) => new(Convert.ToHexStringLower(SHA256.HashData(der)));

    /// <summary>Reads 64 hexadecimal digits, upper or lower case, without separators.</summary>
    public static bool TryParse([NotNullWhen(true)] string? hex, [NotNullWhen(true)] out RootFingerprint? fingerprint)
    {
        fingerprint = null;
        if (hex is not { Length: 2 * SHA256.HashSizeInBytes })
            return false;
        foreach (var digit in hex)
        {
            if (!char.IsAsciiHexDigit(digit))
                return false;
        }
        fingerprint = new RootFingerprint(string.Create(hex.Length, hex, static (target, source) => source.AsSpan().ToLowerInvariant(target)));
        return true;
    }

    /// <summary>Reads 64 hexadecimal digits, upper or lower case, without separators.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static RootFingerprint Parse(string hex) =>
        TryParse(hex, out var fingerprint)
            ? fingerprint
            : throw new FormatException("Not a root fingerprint: expected 64 hexadecimal digits (SHA-256 of the root certificate's DER).");

    /// <summary>Whether this is the fingerprint of <paramref name="der"/>.</summary>
    public bool Matches(ReadOnlySpan<byte> der) => Of(der).Equals(this);

    /// <inheritdoc/>
    public bool Equals(RootFingerprint? other) => other is not null && other._hex == _hex;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RootFingerprint);

    /// <inheritdoc/>
    public override int GetHashCode() => _hex.GetHashCode(StringComparison.Ordinal);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => _hex;
}
