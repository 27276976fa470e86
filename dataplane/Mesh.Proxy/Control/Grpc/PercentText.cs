using System.Text;

namespace Mesh.Proxy.Control.Grpc;

/// <summary>The text of <c>grpc-message</c>: UTF-8 with percent-encoding ("Percent-Encoded" of gRPC over HTTP/2), by a server that may be hostile.</summary>
internal static class PercentText
{
    /// <summary>Longest text that is kept, in bytes.</summary>
    internal const int MaxLength = 500;

    /// <summary>Decodes; what is not a valid escape stays as it is, control characters become spaces, and what is too long is cut.</summary>
    internal static string Decode(ReadOnlySpan<byte> encoded)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        var length = 0;
        while (!encoded.IsEmpty && length < MaxLength)
        {
            var isEscape = TryDecodeEscape(encoded, out var value);
            bytes[length++] = isEscape ? value : encoded[0];
            encoded = encoded[(isEscape ? 3 : 1)..];
        }
        var text = Encoding.UTF8.GetString(bytes[..length]) + (encoded.IsEmpty ? "" : "…");
        return string.Create(text.Length, text, static (destination, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                destination[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
    }

    private static bool TryDecodeEscape(ReadOnlySpan<byte> encoded, out byte value)
    {
        value = 0;
        if (encoded.Length < 3 || encoded[0] != '%' || !char.IsAsciiHexDigit((char)encoded[1]) || !char.IsAsciiHexDigit((char)encoded[2]))
            return false;
        value = byte.Parse(encoded.Slice(1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null);
        return true;
    }
}
