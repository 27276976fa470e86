using System.Text;

namespace Mesh.Traffic.Matching;

/// <summary>A condition on one query parameter, compared as it stands in the path (not percent-decoded). The first occurrence counts.</summary>
public sealed class QueryMatch
{
    private readonly byte[] _name;
    private readonly TextMatch? _value;
    private readonly bool _mustBePresent;

    /// <summary>A condition on the value.</summary>
    public QueryMatch(string name, TextMatch value)
        : this(name, value ?? throw new ArgumentNullException(nameof(value)), true)
    {
    }

    /// <summary>The parameter is there (<paramref name="present"/>) or is not.</summary>
    public QueryMatch(string name, bool present = true)
        : this(name, null, present)
    {
    }

    private QueryMatch(string name, TextMatch? value, bool mustBePresent)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _name = Encoding.UTF8.GetBytes(name);
        _value = value;
        _mustBePresent = mustBePresent;
    }

    /// <summary>The parameter's name, case-sensitive.</summary>
    public string Name { get; }

    /// <summary>Whether a request's path and query meet the condition.</summary>
    public bool IsMatch(ReadOnlySpan<byte> pathAndQuery)
    {
        var present = TryFind(pathAndQuery, out var value);
        return _value is null ? present == _mustBePresent : present && _value.IsMatch(value);
    }

    private bool TryFind(ReadOnlySpan<byte> pathAndQuery, out ReadOnlySpan<byte> value)
    {
        var fragment = pathAndQuery.IndexOf((byte)'#');
        var query = fragment < 0 ? pathAndQuery : pathAndQuery[..fragment];
        query = query[(query.IndexOf((byte)'?') is var start and >= 0 ? start + 1 : query.Length)..];
        while (!query.IsEmpty)
        {
            var end = query.IndexOf((byte)'&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            if (!(equals < 0 ? pair : pair[..equals]).SequenceEqual(_name))
                continue;
            value = equals < 0 ? default : pair[(equals + 1)..];
            return true;
        }
        value = default;
        return false;
    }
}
