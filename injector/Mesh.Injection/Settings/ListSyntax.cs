using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mesh.Conventions;

namespace Mesh.Injection.Settings;

/// <summary>Lists as mesh-proxyinit takes them: what is wrong is said when the pod is created, not when its init container fails.</summary>
internal static class ListSyntax
{
    private const int MaxElements = 256;

    private static readonly int[] ProxyPorts =
        [MeshPorts.Outbound, MeshPorts.Inbound, MeshPorts.Tunnel, MeshPorts.ProxyMetrics, MeshPorts.Dns];

    /// <summary>What is wrong with a list of ports; null when nothing is.</summary>
    public static string? Ports(string list) => FirstFault(list, element =>
        TryPorts(element, out _, out _) ? null : $"{Quote.Text(element)} is not a port from 1 to 65535 or a range such as 8000-8100");

    /// <summary>Like <see cref="Ports"/>, but not the proxy's own: reachable from outside past the redirection they would be an open relay.</summary>
    public static string? ForeignPorts(string list) => Ports(list) ?? FirstFault(list, element =>
        TryPorts(element, out var first, out var last) && ProxyPorts.Any(port => port >= first && port <= last)
            ? $"{Quote.Text(element)} includes a port of the proxy, which cannot be excluded" : null);

    /// <summary>What is wrong with a list of address prefixes; null when nothing is.</summary>
    public static string? Networks(string list) => FirstFault(list, element =>
        IsNetwork(element) ? null : $"{Quote.Text(element)} is not an IPv4 or IPv6 prefix without host bits, such as 10.0.0.0/8");

    /// <summary>Whether a list that is well-formed has a port.</summary>
    public static bool Includes(string? list, int port) =>
        list is not null && list.Split(',').Any(element => TryPorts(element, out var first, out var last) && port >= first && port <= last);

    private static string? FirstFault(string list, Func<string, string?> check)
    {
        var elements = list.Split(',');
        if (elements.Length > MaxElements)
            return $"{elements.Length} elements are more than the {MaxElements} that are allowed";
        return elements.Select(check).FirstOrDefault(fault => fault is not null)
            ?? (elements.Distinct(StringComparer.Ordinal).Count() < elements.Length ? "an element is named twice" : null);
    }

    private static bool TryPorts(string element, out int first, out int last)
    {
        var ends = element.Split('-');
        last = 0;
        return TryPort(ends[0], out first) && ends.Length <= 2 && TryPort(ends[^1], out last) && first <= last;
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;

    private static bool IsNetwork(string element)
    {
        if (element.Contains('%', StringComparison.Ordinal) || element.Split('/') is not [var address, .. { Length: <= 1 } length]
            || !IPAddress.TryParse(address, out var parsed) || parsed.IsIPv4MappedToIPv6)
            return false;
        var isV4 = parsed.AddressFamily == AddressFamily.InterNetwork;

        // IPAddress also takes octal and short forms, which iptables would read differently.
        if (isV4 && parsed.ToString() != address)
            return false;
        return length.Length == 0 || (IPNetwork.TryParse(element, out var network) && network.BaseAddress.Equals(parsed));
    }
}
