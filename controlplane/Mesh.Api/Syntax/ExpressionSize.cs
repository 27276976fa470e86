using System.Globalization;

namespace Mesh.Api.Syntax;

/// <summary>
/// How many single-character steps a valid regular expression has when counted repetitions are written out:
/// <c>(ab{3}){2}</c> has eight. The matcher's memory grows with it, and nested counts multiply.
/// </summary>
internal ref struct ExpressionSize
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private ExpressionSize(ReadOnlySpan<char> text) => _text = text;

    /// <param name="text">An expression that the regex parser accepted; other text gives some number.</param>
    public static long Of(string text)
    {
        var size = new ExpressionSize(text);
        long total = 0;
        // An unbalanced ')' ends a group early; what follows still counts.
        while (size._at < text.Length)
        {
            total += size.ReadGroup();
            size._at++;
        }

        return total;
    }

    // A loop over an explicit stack would save recursion, but the length bound keeps nesting below 1024.
    private long ReadGroup()
    {
        long total = 0;
        while (_at < _text.Length && _text[_at] != ')')
        {
            var atom = ReadAtom();
            total = Math.Min(total + (atom * ReadRepetition()), int.MaxValue);
        }

        return total;
    }

    private long ReadAtom()
    {
        switch (_text[_at++])
        {
            case '(':
                var inner = ReadGroup();
                _at++;
                return inner;
            case '[':
                SkipClass();
                return 1;
            case '\\':
                _at++;
                return 1;
            default:
                return 1;
        }
    }

    private void SkipClass()
    {
        if (_at < _text.Length && _text[_at] == '^')
            _at++;
        // A ']' directly after '[' or '[^' is a member.
        for (var start = _at; _at < _text.Length && (_text[_at] != ']' || _at == start); _at++)
        {
            if (_text[_at] == '\\')
                _at++;
        }

        _at++;
    }

    private long ReadRepetition()
    {
        if (_at >= _text.Length || _text[_at] != '{')
            return 1;
        var length = _text[_at..].IndexOf('}');
        if (length < 0)
            return 1;
        var largest = 0L;
        foreach (var range in _text.Slice(_at + 1, length - 1).Split(','))
        {
            if (!long.TryParse(_text.Slice(_at + 1, length - 1)[range], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                continue;
            largest = Math.Max(largest, Math.Min(count, int.MaxValue));
        }

        _at += length + 1;
        return Math.Max(largest, 1);
    }
}
