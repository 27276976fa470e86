using Mesh.Engine.Http;

namespace Mesh.Engine.Http1;

/// <summary>The trailer section of a chunked body, RFC 9112 §7.1.2.</summary>
internal static class TrailerFields
{
    // RFC 9110 §6.5.1: framing, routing, request modifiers, authentication, content and response control.
    private static readonly byte[][] Forbidden =
    [
        .. new[]
        {
            "age", "authorization", "cache-control", "connection", "content-encoding", "content-length", "content-range",
            "content-type", "cookie", "date", "expect", "expires", "host", "keep-alive", "location", "max-forwards", "pragma",
            "proxy-authenticate", "proxy-authorization", "proxy-connection", "range", "retry-after", "set-cookie", "te",
            "trailer", "transfer-encoding", "upgrade", "vary", "warning", "www-authenticate",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>Parses <paramref name="section"/>, which ends with the empty line; fields that may not be trailers are dropped.</summary>
    internal static MessageError Parse(ReadOnlySpan<byte> section, int maxFields, HeaderBlock block)
    {
        var lines = 0;
        while (!FieldLine.StartsWithCrlf(section))
        {
            var error = FieldLine.Take(ref section, out var name, out var value);
            if (error != MessageError.None)
                return error;
            if (++lines > maxFields)
                return MessageError.TooManyFields;
            block.AddCheckedLowering(name, value);
            if (IsForbidden(block.NameAt(block.Count - 1)))
                block.RemoveAt(block.Count - 1);
        }
        return section.Length == 2 ? MessageError.None : MessageError.FieldName;
    }

    /// <summary>Whether <paramref name="name"/>, in lower case, may not be a trailer.</summary>
    internal static bool IsForbidden(ReadOnlySpan<byte> name)
    {
        foreach (var forbidden in Forbidden)
        {
            if (name.SequenceEqual(forbidden))
                return true;
        }
        return false;
    }
}
