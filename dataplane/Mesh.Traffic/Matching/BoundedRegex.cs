using System.Buffers;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Mesh.Traffic.Matching;

/// <summary>
/// A user's regular expression that must match the whole value. Linear in the value's length (non-backtracking) and bounded:
/// patterns longer than <see cref="MaxPatternLength"/> are refused, values longer than <see cref="MaxValueLength"/> never match.
/// </summary>
public sealed class BoundedRegex
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MaxPatternLength = 1024;

    /// <summary>Longest value that can match, in bytes.</summary>
    public const int MaxValueLength = 8192;

    private const int StackLimit = 512;

    private readonly Regex _regex;

    private BoundedRegex(string pattern, Regex regex)
    {
        Pattern = pattern;
        _regex = regex;
    }

    /// <summary>The pattern as the user wrote it (RE2 syntax).</summary>
    public string Pattern { get; }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="pattern">RE2 syntax; look-around and back references do not exist.</param>
    /// <param name="regex">The compiled expression.</param>
    /// <param name="error">Why the pattern was refused.</param>
    public static bool TryCreate(string pattern, out BoundedRegex? regex, out string? error)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        regex = null;
        error = null;
        if (pattern.Length > MaxPatternLength)
        {
            error = $"the pattern has {pattern.Length} characters, at most {MaxPatternLength} are allowed";
            return false;
        }
        try
        {
            // RE2 writes named groups as (?P<name>…).
            var translated = pattern.Replace("(?P<", "(?<", StringComparison.Ordinal);
            const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
            // Compiled alone first: "a)|(b" must not become valid by the anchors' group.
            _ = new Regex(translated, options);
            regex = new BoundedRegex(pattern, new Regex($@"\A(?:{translated})\z", options));
            return true;
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            error = refused.Message;
            return false;
        }
    }

    /// <summary>Whether the whole value matches. Bytes that are no UTF-8 count as U+FFFD.</summary>
    public bool IsMatch(ReadOnlySpan<byte> value)
    {
        if (value.Length > MaxValueLength)
            return false;
        if (value.Length > StackLimit)
            return IsLongMatch(value);
        Span<char> text = stackalloc char[StackLimit];
        return _regex.IsMatch(Decode(value, text));
    }

    private bool IsLongMatch(ReadOnlySpan<byte> value)
    {
        var rented = ArrayPool<char>.Shared.Rent(value.Length);
        try
        {
            return _regex.IsMatch(Decode(value, rented));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    // UTF-16 never needs more units than UTF-8 needs bytes.
    private static ReadOnlySpan<char> Decode(ReadOnlySpan<byte> value, Span<char> text)
    {
        Utf8.ToUtf16(value, text, out _, out var written, replaceInvalidSequences: true);
        return text[..written];
    }
}
