using System.Net;
using System.Net.Sockets;

namespace Mesh.Api.Syntax;

/// <summary>
/// IP addresses as text. Only the usual spelling is read: what inet_aton also takes (octal, hex, fewer parts) means different
/// hosts to different programs.
/// </summary>
internal static class Addresses
{
    // The IPv4 counterpart, 240.240.0.0/16, is in reserved space anyway.
    private static readonly IPNetwork AutomaticV6 = IPNetwork.Parse("2001:2::/48");

    /// <summary>Exactly one of the two is null.</summary>
    public static (IPAddress? Address, Fault? Fault) Parse(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
            return (null, new Fault($"'{text}' is not an IP address", "write one such as 10.0.0.7 or fd00::7"));
        if (address.IsIPv4MappedToIPv6)
            return (null, new Fault($"'{text}' is an IPv4 address in IPv6 form", $"write {address.MapToIPv4()}"));
        return (address, null);
    }

    /// <summary>Whether one host can be reached at the address.</summary>
    public static Fault? CheckHost(IPAddress address)
    {
        var text = address.ToString();
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            return new Fault($"{text} is not an address of one host", "write the address that others reach it at");
        if (address.IsIPv6Multicast || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224))
            return new Fault($"{text} is a multicast or reserved address", "write the address that others reach it at");
        if (AutomaticV6.Contains(address))
            return new Fault($"{text} is in the range the mesh gives to services, {AutomaticV6}", "use another range");
        return address.IsIPv6LinkLocal
            ? new Fault($"{text} is a link-local address, which says nothing without an interface", "write a routable address")
            : null;
    }
}
