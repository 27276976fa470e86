using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Mesh.Engine.Sockets;

/// <summary>An IP address and port as a value: usable as a key without allocating. IPv4 is kept IPv4-mapped.</summary>
public readonly record struct IpEndpoint
{
    private const int LongestText = 64;
    private const ulong MappedPrefix = 0x0000_FFFFUL << 32;

    private readonly ulong _high;
    private readonly ulong _low;

    /// <summary>Creates an endpoint from the 4 or 16 address bytes in network order.</summary>
    /// <exception cref="ArgumentException">Neither 4 nor 16 bytes.</exception>
    public IpEndpoint(ReadOnlySpan<byte> address, int port)
    {
        switch (address.Length)
        {
            case 4:
                _low = MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(address);
                break;
            case 16:
                _high = BinaryPrimitives.ReadUInt64BigEndian(address);
                _low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
                break;
            default:
                throw new ArgumentException("An IP address has 4 or 16 bytes.", nameof(address));
        }
        Port = (ushort)port;
    }

    /// <summary>Port, 0 to 65535.</summary>
    public ushort Port { get; }

    /// <summary>Whether the address is IPv4 (or IPv4-mapped IPv6).</summary>
    public bool IsV4 => _high == 0 && _low >> 32 == 0xFFFF;

    /// <summary>Whether the address is in 127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => IsV4 ? (_low & 0xFF00_0000) == 0x7F00_0000 : _high == 0 && _low == 1;

    /// <summary>The same address with another port.</summary>
    public IpEndpoint WithPort(int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IpEndpoint(bytes[..WriteAddress(bytes)], port);
    }

    /// <summary>Writes the 4 or 16 address bytes in network order; returns how many.</summary>
    public int WriteAddress(Span<byte> destination)
    {
        if (IsV4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
            return 4;
        }
        WriteMappedAddress(destination);
        return 16;
    }

    /// <summary>Writes 16 address bytes in network order, IPv4 as an IPv4-mapped address (RFC 4291 §2.5.5.2).</summary>
    public void WriteMappedAddress(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
    }

    /// <summary>Converts from the framework's type.</summary>
    public static IpEndpoint From(IPEndPoint endpoint) => From(endpoint.Address, endpoint.Port);

    /// <summary>Converts from the framework's type.</summary>
    public static IpEndpoint From(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written))
            throw new ArgumentException("Not an IP address.", nameof(address));
        return new IpEndpoint(bytes[..written], port);
    }

    /// <summary>Converts to the framework's type.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        return new IPEndPoint(new IPAddress(bytes[..WriteAddress(bytes)]), Port);
    }

    /// <summary>
    /// Parses <c>10.0.0.7:80</c> or <c>[2001:2::1]:80</c> without allocating; host names, a missing port and any other way to write an
    /// IPv4 address are refused.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out IpEndpoint endpoint)
    {
        endpoint = default;
        var colon = text.LastIndexOf((byte)':');
        if (colon < 0 || !TryParsePort(text[(colon + 1)..], out var port))
            return false;
        var host = text[..colon];
        Span<byte> address = stackalloc byte[16];
        if (host is [(byte)'[', .., (byte)']'])
        {
            if (!AddressText.TryParseV6(host[1..^1], address))
                return false;
        }
        else
        {
            address = address[..4];
            if (!AddressText.TryParseV4(host, address))
                return false;
        }
        endpoint = new IpEndpoint(address, port);
        return true;
    }

    /// <summary>As above, for text in memory.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpEndpoint endpoint)
    {
        Span<byte> bytes = stackalloc byte[LongestText];
        endpoint = default;
        return text.Length <= LongestText && Ascii.FromUtf16(text, bytes, out var length) == OperationStatus.Done && TryParse(bytes[..length], out endpoint);
    }

    /// <summary>Whether <paramref name="text"/> is an IP address, IPv6 without brackets, in a form that every parser reads alike.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> text)
    {
        Span<byte> address = stackalloc byte[16];
        return text.Contains((byte)':') ? AddressText.TryParseV6(text, address) : AddressText.TryParseV4(text, address);
    }

    /// <summary>Parses an IP address as <see cref="IsAddress"/> takes it; the result has port 0.</summary>
    public static bool TryParseAddress(ReadOnlySpan<byte> text, out IpEndpoint endpoint)
    {
        Span<byte> address = stackalloc byte[16];
        var isV6 = text.Contains((byte)':');
        var isAddress = isV6 ? AddressText.TryParseV6(text, address) : AddressText.TryParseV4(text, address[..4]);
        endpoint = isAddress ? new IpEndpoint(isV6 ? address : address[..4], 0) : default;
        return isAddress;
    }

    private static bool TryParsePort(ReadOnlySpan<byte> text, out ushort port) =>
        Utf8Parser.TryParse(text, out port, out var used) && used == text.Length && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <inheritdoc/>
    public override string ToString() => ToIPEndPoint().ToString();
}
