using System.Buffers;
using System.Net;

namespace Mesh.Engine.Http;

/// <summary>
/// Checks an authority: <c>host</c> or <c>host:port</c>, RFC 9110 §4.2 and RFC 3986 §3.2. Stricter than the grammar: no user
/// information, no percent-encoding and no sub-delimiters, which no resolvable name has and which parsers decode differently.
/// </summary>
internal static class AuthoritySyntax
{
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly SearchValues<byte> LiteralBytes = SearchValues.Create(":.0123456789abcdefABCDEF"u8);

    /// <summary>Whether <paramref name="authority"/> has a host and, if any, a valid port.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> authority) => TrySplit(authority, out _, out _);

    /// <summary>Splits into host (an IPv6 literal keeps its brackets) and port digits, empty when there is no port.</summary>
    internal static bool TrySplit(ReadOnlySpan<byte> authority, out ReadOnlySpan<byte> host, out ReadOnlySpan<byte> port)
    {
        host = port = default;
        var end = HostLength(authority);
        if (end <= 0)
            return false;
        host = authority[..end];
        if (end == authority.Length)
            return true;
        port = authority[(end + 1)..];
        return authority[end] == ':' && IsPort(port);
    }

    private static int HostLength(ReadOnlySpan<byte> authority)
    {
        if (authority.IsEmpty || authority[0] != '[')
        {
            var end = authority.IndexOfAnyExcept(NameBytes);
            return end < 0 ? authority.Length : end;
        }
        var close = authority.IndexOf((byte)']');
        if (close < 0)
            return -1;
        var literal = authority[1..close];
        return literal.ContainsAnyExcept(LiteralBytes) || !literal.Contains((byte)':') || !IPAddress.IsValidUtf8(literal) ? -1 : close + 1;
    }

    private static bool IsPort(ReadOnlySpan<byte> port)
    {
        if (port.Length is 0 or > 5)
            return false;
        var number = 0;
        foreach (var digit in port)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            number = (number * 10) + (digit - '0');
        }
        return number is > 0 and <= ushort.MaxValue;
    }
}
