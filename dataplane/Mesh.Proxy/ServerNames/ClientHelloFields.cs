using System.Buffers.Binary;

namespace Mesh.Proxy.ServerNames;

/// <summary>The fields of a ClientHello (RFC 8446 §4.1.2) up to its server name (RFC 6066 §3). Pure.</summary>
internal static class ClientHelloFields
{
    private const int VersionAndRandom = 2 + 32;
    private const int MaxSessionId = 32;
    private const int ServerName = 0;
    private const int MaxName = 255;

    /// <summary>Reads a whole message without its header; false when it breaks the syntax.</summary>
    internal static bool TryReadServerName(ReadOnlySpan<byte> message, Span<byte> name, out int length)
    {
        length = 0;
        if (message.Length < VersionAndRandom)
            return false;
        var rest = message[VersionAndRandom..];
        if (!TryTake8(ref rest, out var session) || session.Length > MaxSessionId
            || !TryTake16(ref rest, out var suites) || suites.Length < 2 || suites.Length % 2 != 0
            || !TryTake8(ref rest, out var compression) || compression.IsEmpty)
            return false;
        // Clients before TLS 1.2 may end here.
        if (rest.IsEmpty)
            return true;
        return TryTake16(ref rest, out var extensions) && rest.IsEmpty && TryReadExtensions(extensions, name, out length);
    }

    private static bool TryReadExtensions(ReadOnlySpan<byte> extensions, Span<byte> name, out int length)
    {
        length = 0;
        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 2)
                return false;
            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!TryTake16(ref extensions, out var data))
                return false;
            // All other types, GREASE (RFC 8701) among them, are the server's business. The same one twice would be two answers.
            if (type == ServerName && (length > 0 || !TryReadName(data, name, out length)))
                return false;
        }
        return true;
    }

    // A list with exactly one host_name: RFC 6066 defines no other type, and forbids two of one type.
    private static bool TryReadName(ReadOnlySpan<byte> data, Span<byte> name, out int length)
    {
        length = 0;
        if (!TryTake16(ref data, out var list) || !data.IsEmpty || list.IsEmpty || list[0] != 0)
            return false;
        list = list[1..];
        if (!TryTake16(ref list, out var text) || !list.IsEmpty || text.Length is 0 or > MaxName)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!TryLower(text[i], out name[i]))
                return false;
        }
        length = text.Length;
        return text[^1] != '.' && text[0] != '.';
    }

    private static bool TryLower(byte b, out byte lower)
    {
        lower = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
        return lower is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.' or (byte)'_';
    }

    private static bool TryTake8(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field) =>
        TryTake(ref rest, 1, rest.IsEmpty ? 0 : rest[0], out field);

    private static bool TryTake16(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field) =>
        TryTake(ref rest, 2, rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest), out field);

    private static bool TryTake(ref ReadOnlySpan<byte> rest, int header, int size, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (rest.Length < header + size)
            return false;
        field = rest.Slice(header, size);
        rest = rest[(header + size)..];
        return true;
    }
}
