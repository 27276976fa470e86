using System.Buffers;

namespace Mesh.Engine.Http;

/// <summary>Character tables of HTTP's names and values. RFC 9110 §5.</summary>
internal static class FieldSyntax
{
    /// <summary>tchar, RFC 9110 §5.6.2.</summary>
    internal static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>field-vchar, space and tab, RFC 9110 §5.5: no control character, obs-text (0x80 and above) is opaque.</summary>
    internal static readonly SearchValues<byte> ValueBytes = SearchValues.Create(AllValueBytes());

    private static readonly SearchValues<byte> LowerTokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Whether <paramref name="text"/> is a token (a method, a protocol, a field name in any case).</summary>
    internal static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>Whether <paramref name="name"/> is a field name in lower case.</summary>
    internal static bool IsLowerName(ReadOnlySpan<byte> name) => !name.IsEmpty && !name.ContainsAnyExcept(LowerTokenBytes);

    /// <summary>Whether <paramref name="value"/> is a field value: allowed bytes only, no white space around it.</summary>
    internal static bool IsValue(ReadOnlySpan<byte> value) =>
        !value.ContainsAnyExcept(ValueBytes) && (value.IsEmpty || (!IsWhiteSpace(value[0]) && !IsWhiteSpace(value[^1])));

    /// <summary>Optional white space, RFC 9110 §5.6.3: space or tab.</summary>
    internal static bool IsWhiteSpace(byte value) => value is (byte)' ' or (byte)'\t';

    /// <summary>Removes optional white space on both sides.</summary>
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        var start = 0;
        var end = value.Length;
        while (start < end && IsWhiteSpace(value[start]))
            start++;
        while (end > start && IsWhiteSpace(value[end - 1]))
            end--;
        return value[start..end];
    }

    private static byte[] AllValueBytes() =>
        [.. Enumerable.Range(0, 256).Where(b => b == '\t' || (b >= ' ' && b != 0x7F)).Select(b => (byte)b)];
}
