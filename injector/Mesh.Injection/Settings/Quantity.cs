using System.Globalization;

namespace Mesh.Injection.Settings;

/// <summary>Kubernetes' quantities: <c>250m</c>, <c>0.5</c>, <c>64Mi</c>.</summary>
internal static class Quantity
{
    private const int MaxDigits = 12;

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("m", 0.001m), ("k", 1_000m), ("M", 1_000_000m), ("G", 1_000_000_000m), ("T", 1_000_000_000_000m),
    ];

    /// <summary>Its value; null when the text is not a quantity, or not more than zero.</summary>
    public static decimal? TryParse(string text)
    {
        var (suffix, factor) = Array.Find(Suffixes, entry => text.EndsWith(entry.Suffix, StringComparison.Ordinal));
        var digits = suffix is null ? text : text[..^suffix.Length];
        return digits.Length is > 0 and <= MaxDigits && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number * (suffix is null ? 1 : factor)
            : null;
    }
}
