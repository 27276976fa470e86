using System.Buffers;
using System.Net;

namespace Mesh.Api.Syntax;

/// <summary>Names as Kubernetes defines them (RFC 1123, RFC 6335, label syntax).</summary>
internal static class Names
{
    private const int LongestLabel = 63;
    private const int LongestSubdomain = 253;
    private const int LongestPortName = 15;

    private static readonly SearchValues<char> LowerAlphanumerics = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> LabelOctets = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Alphanumerics =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly SearchValues<char> QualifiedOctets =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>A DNS-1123 label: namespaces, services, service accounts.</summary>
    public static Fault? CheckLabel(string text) => IsLabel(text)
        ? null
        : new Fault($"'{text}' is not a DNS label", "use up to 63 lower-case letters, digits and '-', with a letter or digit at both ends");

    /// <summary>A Service's name, which is a DNS-1035 label: also starts with a letter.</summary>
    public static Fault? CheckServiceName(string text) => IsLabel(text) && Letters.Contains(text[0])
        ? null
        : new Fault($"'{text}' is not a service name", "use up to 63 lower-case letters, digits and '-', starting with a letter");

    /// <summary>A DNS-1123 subdomain: names of most resources.</summary>
    public static Fault? CheckSubdomain(string text) => IsSubdomain(text)
        ? null
        : new Fault($"'{text}' is not a DNS name", "use lower-case letters, digits, '-' and '.', with a letter or digit at both ends of each part");

    /// <summary>A host name that may start with <c>*.</c>.</summary>
    public static Fault? CheckHostname(string text) =>
        IsSubdomain(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) && !IPAddress.TryParse(text, out _)
            ? null
            : new Fault($"'{text}' is not a host name", "write a DNS name in lower case; only its first label may be '*'");

    /// <summary>A port's name (RFC 6335): at least one letter, no two hyphens in a row.</summary>
    public static Fault? CheckPortName(string text) =>
        text.Length <= LongestPortName && IsLabel(text) && text.AsSpan().ContainsAny(Letters) && !text.Contains("--", StringComparison.Ordinal)
            ? null
            : new Fault($"'{text}' is not a port name", "use up to 15 lower-case letters, digits and single '-', with at least one letter");

    /// <summary>A label's or annotation's key, and an appProtocol: <c>name</c> or <c>prefix/name</c>.</summary>
    public static Fault? CheckQualifiedName(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return IsQualifiedPart(text.AsSpan(slash + 1)) && (slash < 0 || IsSubdomain(text[..slash]))
            ? null
            : new Fault($"'{text}' is not a qualified name", "use up to 63 letters, digits, '-', '_' and '.', optionally after a DNS name and '/'");
    }

    /// <summary>A label's value.</summary>
    public static Fault? CheckLabelValue(string text) => text.Length == 0 || IsQualifiedPart(text)
        ? null
        : new Fault($"'{text}' is not a label value", "use up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends");

    private static bool IsSubdomain(string text) => text.Length is > 0 and <= LongestSubdomain && text.Split('.').All(part => IsLabel(part));

    private static bool IsLabel(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestLabel
        && !text.ContainsAnyExcept(LabelOctets)
        && LowerAlphanumerics.Contains(text[0])
        && LowerAlphanumerics.Contains(text[^1]);

    private static bool IsQualifiedPart(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestLabel
        && !text.ContainsAnyExcept(QualifiedOctets)
        && Alphanumerics.Contains(text[0])
        && Alphanumerics.Contains(text[^1]);
}
