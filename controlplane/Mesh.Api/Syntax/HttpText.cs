using System.Buffers;
using System.Text.RegularExpressions;

namespace Mesh.Api.Syntax;

/// <summary>Pieces of HTTP as route conditions may name them.</summary>
internal static partial class HttpText
{
    private const int LongestName = 256;
    private const int LongestHeaderValue = 4096;
    private const int LongestQueryValue = 1024;
    private const int LongestPath = 1024;

    /// <summary>Characters of a token (RFC 9110 §5.6.2).</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly string[] ForbiddenInPaths = ["//", "/./", "/../", "%2f", "%2F", "#"];

    /// <summary>A header's or query parameter's name.</summary>
    public static Fault? CheckName(string text) =>
        text.Length is > 0 and <= LongestName && !text.AsSpan().ContainsAnyExcept(TokenCharacters)
            ? null
            : new Fault($"'{text}' is not a name HTTP allows", "use letters, digits and !#$%&'*+-.^_`|~");

    /// <summary>A header's exact value: visible ASCII, single blanks inside.</summary>
    public static Fault? CheckHeaderValue(string text) =>
        text.Length <= LongestHeaderValue && HeaderValue().IsMatch(text)
            ? null
            : new Fault($"'{text}' is not a header value", "use visible ASCII characters, with single blanks between them");

    /// <summary>A query parameter's exact value.</summary>
    public static Fault? CheckQueryValue(string text) =>
        text.Length is > 0 and <= LongestQueryValue && !text.Any(char.IsControl)
            ? null
            : new Fault($"'{text}' is not a query value", $"use 1 to {LongestQueryValue} characters without control characters");

    /// <summary>An exact or prefix path: absolute and in normal form, because that is what requests are compared in.</summary>
    public static Fault? CheckPath(string text)
    {
        if (!text.StartsWith('/'))
            return new Fault($"the path '{text}' does not start with '/'", "write an absolute path");
        if (text.Length > LongestPath)
            return new Fault($"the path is longer than {LongestPath} characters", "shorten it");
        if (Array.Find(ForbiddenInPaths, part => text.Contains(part, StringComparison.Ordinal)) is { } forbidden)
            return new Fault($"the path '{text}' contains '{forbidden}'", "write it in normal form");
        if (text.EndsWith("/.", StringComparison.Ordinal) || text.EndsWith("/..", StringComparison.Ordinal))
            return new Fault($"the path '{text}' ends with a dot segment", "write it in normal form");
        return Path().IsMatch(text) ? null : new Fault($"the path '{text}' has characters that URLs do not allow", "percent-encode them");
    }

    [GeneratedRegex(@"^[!-~]+([\t ]?[!-~]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex HeaderValue();

    [GeneratedRegex(@"^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Path();
}
