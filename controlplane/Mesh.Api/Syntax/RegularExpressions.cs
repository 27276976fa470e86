using System.Text.RegularExpressions;

namespace Mesh.Api.Syntax;

/// <summary>Users' regular expressions: bounded in length and size, without what needs backtracking.</summary>
internal static class RegularExpressions
{
    /// <summary>Longest expression, in characters.</summary>
    public const int LongestExpression = 1024;

    /// <summary>Largest expression when its repetitions are written out, in single-character steps.</summary>
    public const int LargestExpression = 10_000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    public static Fault? Check(string text)
    {
        if (text.Length is 0 or > LongestExpression)
            return new Fault($"the regular expression has {text.Length} characters", $"use 1 to {LongestExpression}");
        // Before the regex is built: building it is what a huge expression makes expensive.
        if (ExpressionSize.Of(text) > LargestExpression)
            return new Fault($"'{text}' is too large when its repetitions are written out", "use smaller counts in {…}, or * and +");
        try
        {
            // RE2 writes named groups as (?P<name>…).
            var translated = text.Replace("(?P<", "(?<", StringComparison.Ordinal);
            _ = new Regex(translated, Options);
            // Proxies match whole values; a comment of (?x) would swallow what they put around the expression.
            _ = new Regex($@"\A(?:{translated})\z", Options);
        }
        catch (RegexParseException error)
        {
            return new Fault($"'{text}' is not a regular expression ({error.Error} at character {error.Offset + 1})", "correct its syntax");
        }
        catch (NotSupportedException)
        {
            return new Fault($"'{text}' needs backtracking", "avoid lookarounds, backreferences, atomic groups and conditionals");
        }

        return null;
    }
}
