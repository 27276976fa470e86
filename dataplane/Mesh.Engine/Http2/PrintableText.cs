namespace Mesh.Engine.Http2;

/// <summary>Makes a peer's bytes fit for a log line.</summary>
internal static class PrintableText
{
    private const int MaxLength = 100;

    /// <summary>The first bytes, what is not printable ASCII as question marks.</summary>
    internal static string From(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[Math.Min(bytes.Length, MaxLength)];
        for (var i = 0; i < text.Length; i++)
            text[i] = bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '?';
        return new string(text);
    }
}
