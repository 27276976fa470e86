using System.Text;

namespace Mesh.Traffic.Matching;

/// <summary>A condition on a request's path, without its query.</summary>
public sealed class PathMatch
{
    private readonly byte[] _text;
    private readonly BoundedRegex? _regex;
    private readonly bool _caseSensitive;

    /// <summary>A comparison with a text.</summary>
    /// <param name="kind">Any but <see cref="PathMatchKind.Regex"/>.</param>
    /// <param name="text">The path, beginning with <c>/</c>; a separated prefix does not end with one.</param>
    /// <param name="caseSensitive">Whether ASCII letters must match in case.</param>
    public PathMatch(PathMatchKind kind, string text, bool caseSensitive = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (kind == PathMatchKind.Regex)
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "An expression is made from a BoundedRegex.");
        Kind = kind;
        _caseSensitive = caseSensitive;
        _text = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>A regular expression.</summary>
    public PathMatch(BoundedRegex regex)
    {
        ArgumentNullException.ThrowIfNull(regex);
        Kind = PathMatchKind.Regex;
        _regex = regex;
        _text = [];
    }

    /// <summary>How paths are compared.</summary>
    public PathMatchKind Kind { get; }

    /// <summary>The text, or the expression's pattern.</summary>
    public string Text => _regex?.Pattern ?? Encoding.UTF8.GetString(_text);

    /// <summary>Whether a request's path, given with or without its query, meets the condition.</summary>
    public bool IsMatch(ReadOnlySpan<byte> pathAndQuery)
    {
        var path = WithoutQuery(pathAndQuery);
        return Kind switch
        {
            PathMatchKind.Exact => path.Length == _text.Length && Begins(path),
            PathMatchKind.Prefix => Begins(path),
            PathMatchKind.SeparatedPrefix => Begins(path) && (path.Length == _text.Length || path[_text.Length] == (byte)'/'),
            _ => _regex!.IsMatch(path),
        };
    }

    private static ReadOnlySpan<byte> WithoutQuery(ReadOnlySpan<byte> path)
    {
        var end = path.IndexOfAny((byte)'?', (byte)'#');
        return end < 0 ? path : path[..end];
    }

    private bool Begins(ReadOnlySpan<byte> path)
    {
        if (path.Length < _text.Length)
            return false;
        var head = path[.._text.Length];
        return _caseSensitive ? head.SequenceEqual(_text) : AsciiText.EqualsIgnoreCase(head, _text);
    }
}
