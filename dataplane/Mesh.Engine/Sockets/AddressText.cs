using System.Buffers.Binary;
using System.Buffers.Text;

namespace Mesh.Engine.Sockets;

/// <summary>
/// Reads IP addresses without allocating. IPv4 as four decimal numbers only: what inet_aton also takes (10.7, 0x0a.0.0.7, octal) other
/// parsers read differently. IPv6 as in RFC 4291 §2.2, without a zone.
/// </summary>
internal static class AddressText
{
    /// <summary>Reads an IPv4 address into 4 bytes.</summary>
    internal static bool TryParseV4(ReadOnlySpan<byte> text, Span<byte> address)
    {
        for (var i = 0; i < 4; i++)
        {
            var length = i < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (length is < 1 or > 3 || (length > 1 && text[0] == '0') || !TryParseNumber(text[..length], out address[i]))
                return false;
            text = i < 3 ? text[(length + 1)..] : default;
        }
        return true;
    }

    /// <summary>Reads an IPv6 address into 16 bytes.</summary>
    internal static bool TryParseV6(ReadOnlySpan<byte> text, Span<byte> address)
    {
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
            return TryParseGroups(text, address, out var all) && all == 16;
        Span<byte> tail = stackalloc byte[16];
        // An IPv4 address may stand at the very end only.
        if (text[..gap].Contains((byte)'.') || !TryParseGroups(text[..gap], address, out var before)
            || !TryParseGroups(text[(gap + 2)..], tail, out var after) || before + after > 14)
            return false;
        address[before..].Clear();
        tail[..after].CopyTo(address[(16 - after)..]);
        return true;
    }

    private static bool TryParseGroups(ReadOnlySpan<byte> text, Span<byte> address, out int length)
    {
        length = 0;
        while (!text.IsEmpty)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && group.Contains((byte)'.'))
            {
                length += 4;
                return length <= 16 && TryParseV4(group, address.Slice(length - 4, 4));
            }
            if (length == 16 || group.Length > 4 || !Utf8Parser.TryParse(group, out ushort value, out var used, 'x') || used != group.Length)
                return false;
            BinaryPrimitives.WriteUInt16BigEndian(address[length..], value);
            length += 2;
            text = colon < 0 ? default : text[(colon + 1)..];
            if (colon >= 0 && text.IsEmpty)
                return false;
        }
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> digits, out byte number) =>
        Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
