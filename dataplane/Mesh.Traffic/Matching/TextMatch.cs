using System.Text;

namespace Mesh.Traffic.Matching;

/// <summary>A condition on one value (Envoy's <c>StringMatcher</c>).</summary>
public sealed class TextMatch
{
    private readonly byte[] _text;
    private readonly BoundedRegex? _regex;

    /// <summary>A comparison with a text.</summary>
    /// <param name="kind">Any but <see cref="TextMatchKind.Regex"/>.</param>
    /// <param name="text">What is compared, as UTF-8.</param>
    /// <param name="ignoreCase">Whether ASCII letters match in either case.</param>
    public TextMatch(TextMatchKind kind, string text, bool ignoreCase = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (kind == TextMatchKind.Regex)
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "An expression is made from a BoundedRegex.");
        Kind = kind;
        IgnoreCase = ignoreCase;
        _text = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>A regular expression.</summary>
    public TextMatch(BoundedRegex regex)
    {
        ArgumentNullException.ThrowIfNull(regex);
        Kind = TextMatchKind.Regex;
        _regex = regex;
        _text = [];
    }

    /// <summary>How values are compared.</summary>
    public TextMatchKind Kind { get; }

    /// <summary>Whether ASCII letters match in either case. Without effect on expressions.</summary>
    public bool IgnoreCase { get; }

    /// <summary>The text, or the expression's pattern.</summary>
    public string Text => _regex?.Pattern ?? Encoding.UTF8.GetString(_text);

    /// <summary>Whether the value meets the condition.</summary>
    public bool IsMatch(ReadOnlySpan<byte> value) => Kind switch
    {
        TextMatchKind.Exact => AreEqual(value, _text),
        TextMatchKind.Prefix => value.Length >= _text.Length && AreEqual(value[.._text.Length], _text),
        TextMatchKind.Suffix => value.Length >= _text.Length && AreEqual(value[^_text.Length..], _text),
        TextMatchKind.Contains => Occurs(value),
        _ => _regex!.IsMatch(value),
    };

    private bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        IgnoreCase ? AsciiText.EqualsIgnoreCase(left, right) : left.SequenceEqual(right);

    private bool Occurs(ReadOnlySpan<byte> value)
    {
        if (!IgnoreCase)
            return value.IndexOf(_text) >= 0;
        for (var start = 0; start + _text.Length <= value.Length; start++)
        {
            if (AsciiText.EqualsIgnoreCase(value.Slice(start, _text.Length), _text))
                return true;
        }
        return false;
    }
}
