using System.Text;
using Mesh.Traffic.Requests;

namespace Mesh.Traffic.Matching;

/// <summary>A condition on one header field, or on <c>:method</c>, <c>:path</c> or <c>:authority</c> (Envoy's <c>HeaderMatcher</c>).</summary>
public sealed class HeaderMatch
{
    private readonly byte[] _name;
    private readonly TextMatch? _value;
    private readonly (long Start, long End)? _range;
    private readonly bool _mustBePresent;

    private HeaderMatch(string name, TextMatch? value, (long, long)? range, bool mustBePresent)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name.ToLowerInvariant();
        _name = Encoding.UTF8.GetBytes(Name);
        _value = value;
        _range = range;
        _mustBePresent = mustBePresent;
    }

    /// <summary>The field's name in lower case.</summary>
    public string Name { get; }

    /// <summary>Whether the condition's outcome is inverted. Default false.</summary>
    public bool Invert { get; init; }

    /// <summary>Whether a missing field counts as an empty value; otherwise it matches nothing, not even inverted. Default false.</summary>
    public bool MissingIsEmpty { get; init; }

    /// <summary>A condition on the value.</summary>
    public static HeaderMatch OfValue(string name, TextMatch value, bool invert = false, bool missingIsEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new HeaderMatch(name, value, null, true) { Invert = invert, MissingIsEmpty = missingIsEmpty };
    }

    /// <summary>The field is there (<paramref name="present"/>) or is not.</summary>
    public static HeaderMatch OfPresence(string name, bool present = true, bool invert = false) =>
        new(name, null, null, present) { Invert = invert };

    /// <summary>The value is a decimal integer with <paramref name="start"/> ≤ value &lt; <paramref name="end"/>.</summary>
    public static HeaderMatch OfRange(string name, long start, long end, bool invert = false, bool missingIsEmpty = false) =>
        new(name, null, (start, end), true) { Invert = invert, MissingIsEmpty = missingIsEmpty };

    /// <summary>Whether the request meets the condition.</summary>
    public bool IsMatch<TRequest>(TRequest request)
        where TRequest : IRequestView, allows ref struct
    {
        var present = TryGet(request, out var value);
        if (_value is null && _range is null)
            return (present == _mustBePresent) != Invert;
        if (!present && !MissingIsEmpty)
            return false;
        return (_value?.IsMatch(value) ?? IsInRange(value)) != Invert;
    }

    private bool TryGet<TRequest>(TRequest request, out ReadOnlySpan<byte> value)
        where TRequest : IRequestView, allows ref struct
    {
        if (_name[0] != (byte)':')
            return request.TryGetHeader(_name, out value);
        value = Name switch
        {
            ":method" => request.Method,
            ":path" => request.Path,
            ":authority" => request.Authority,
            _ => default,
        };
        return !value.IsEmpty;
    }

    private bool IsInRange(ReadOnlySpan<byte> value)
    {
        var (start, end) = _range!.Value;
        return System.Buffers.Text.Utf8Parser.TryParse(value, out long number, out var consumed)
            && consumed == value.Length && number >= start && number < end;
    }
}
