using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Conventions;

/// <summary>Where a control-side service is: <c>10.0.0.2:15013</c>, <c>[fd00::2]:15013</c> or <c>mesh-ca.mesh-system.svc:15013</c>.</summary>
public sealed record ServiceAddress
{
    private ServiceAddress(string host, int port)
    {
        Host = host;
        Port = port;
    }

    /// <summary>An IP address, in brackets when it is IPv6, or a DNS name.</summary>
    public string Host { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>The address of a socket.</summary>
    public static ServiceAddress From(IPEndPoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new ServiceAddress(Bracketed(endpoint.Address), endpoint.Port);
    }

    /// <summary>Reads <c>HOST:PORT</c>; false when it is anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ServiceAddress? address)
    {
        address = null;
        if (text?.LastIndexOf(':') is not (> 0 and var colon)
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return false;
        if (ReadHost(text[..colon]) is { } host)
            address = new ServiceAddress(host, port);
        return address is not null;
    }

    /// <summary>As it stands in a URI's authority.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static string? ReadHost(string text)
    {
        if (text is ['[', .. var inner, ']'])
            return IPAddress.TryParse(inner, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6 ? Bracketed(v6) : null;
        if (text.Length <= 253 && Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4)
            return text;
        return null;
    }

    private static string Bracketed(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
