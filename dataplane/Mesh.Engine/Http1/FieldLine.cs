using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>One field line, <c>name ":" OWS value OWS CRLF</c>, RFC 9112 §5.</summary>
internal static class FieldLine
{
    /// <summary>Takes the first line of <paramref name="section"/> off; spans point into it.</summary>
    internal static MessageError Take(scoped ref ReadOnlySpan<byte> section, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        var colon = section.IndexOfAnyExcept(FieldSyntax.TokenBytes);
        if (colon <= 0 || section[colon] != ':')
            return IsLineEnd(section, colon) ? MessageError.LineEnding : MessageError.FieldName;
        var rest = section[(colon + 1)..];
        var end = rest.IndexOfAnyExcept(FieldSyntax.ValueBytes);
        if (end < 0 || !IsLineEnd(rest, end))
            return MessageError.FieldValue;
        if (!StartsWithCrlf(rest[end..]))
            return MessageError.LineEnding;
        name = section[..colon];
        value = FieldSyntax.Trim(rest[..end]);
        section = rest[(end + 2)..];
        return MessageError.None;
    }

    /// <summary>Whether <paramref name="bytes"/> begins with CRLF.</summary>
    internal static bool StartsWithCrlf(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && bytes[0] == '\r' && bytes[1] == '\n';

    private static bool IsLineEnd(ReadOnlySpan<byte> bytes, int index) => index >= 0 && bytes[index] is (byte)'\r' or (byte)'\n';
}
