using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Envoy.Config.Core.V3;
using SocketAddress = Envoy.Config.Core.V3.SocketAddress;

namespace Mesh.Discovery.Resources;

/// <summary>IP addresses and ports from text and messages.</summary>
internal static class Addresses
{
    private static readonly SearchValues<char> DottedDecimal = SearchValues.Create("0123456789.");

    private const int MaxTextLength = 64;

    /// <summary>Reads <c>10.0.0.7:80</c> or <c>[2001:2::1]:80</c>: no host names, no missing port, port 1 to 65535.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? endpoint)
    {
        endpoint = null;
        var colon = text.LastIndexOf(':');
        if (text.Length > MaxTextLength || colon <= 0
            || !ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var port) || port == 0)
            return false;
        var host = text.AsSpan(0, colon);
        var bracketed = host[0] == '[' && host[^1] == ']';
        if (!TryParseAddress(bracketed ? host[1..^1] : host, out var address)
            || bracketed != (address.AddressFamily == AddressFamily.InterNetworkV6))
            return false;
        endpoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>Reads an address without zone; IPv4-mapped ones become IPv4.</summary>
    public static bool TryParseAddress(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        // The framework also takes "1" and "0x7f.1" for addresses.
        var dotted = text.Count('.') == 3 && !text.ContainsAnyExcept(DottedDecimal);
        if (text.Length > MaxTextLength || !(dotted || text.Contains(':')) || text.Contains('%') || !IPAddress.TryParse(text, out address))
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return true;
    }

    /// <summary>Reads a socket address with a numeric TCP port; reports and returns null otherwise.</summary>
    public static IPEndPoint? Read(Address? message, string field, FieldReport report)
    {
        if (message?.AddressCase != Address.AddressOneofCase.SocketAddress)
        {
            report.Error(field, "a socket_address is needed");
            return null;
        }
        var socket = message.SocketAddress;
        if (socket.Protocol != SocketAddress.Types.Protocol.Tcp)
            report.Error($"{field}.socket_address.protocol", "only TCP is implemented");
        if (!TryParseAddress(socket.Address, out var address))
            report.Error($"{field}.socket_address.address", $"\"{socket.Address}\" is not an IP address");
        else if (socket.PortSpecifierCase != SocketAddress.PortSpecifierOneofCase.PortValue || socket.PortValue is 0 or > ushort.MaxValue)
            report.Error($"{field}.socket_address.port_value", "a port from 1 to 65535 is needed");
        else
            return new IPEndPoint(address, (int)socket.PortValue);
        return null;
    }
}
