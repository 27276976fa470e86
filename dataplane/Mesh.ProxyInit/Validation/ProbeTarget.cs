using System.Net;
using System.Net.Sockets;
using Mesh.Conventions;
using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Validation;

/// <summary>Chooses an address that the rules are to capture. Addresses for documentation come first: nobody is there.</summary>
internal static class ProbeTarget
{
    private static readonly IPAddress[] Documentation =
        [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1"), IPAddress.Parse("203.0.113.1"), IPAddress.Parse("2001:db8::1")];

    /// <summary>Targets to try in turn; empty when the options capture nothing of this IP version.</summary>
    /// <param name="options">What is captured.</param>
    /// <param name="family">The IP version.</param>
    /// <param name="neighbours">Addresses to which this host surely has a route.</param>
    public static IReadOnlyList<IPEndPoint> For(CaptureOptions options, AddressFamily family, IEnumerable<IPAddress> neighbours)
    {
        var port = Port(options);
        return port is null ? [] :
            [.. Documentation
                .Concat(options.OutboundDestinations.Included.Select(network => network.BaseAddress))
                .Concat(neighbours)
                .Where(address => address.AddressFamily == family && !IPAddress.IsLoopback(address) && options.OutboundDestinations.Captures(address))
                .Distinct()
                .Select(address => new IPEndPoint(address, port.Value))];
    }

    private static int? Port(CaptureOptions options)
    {
        var port = Enumerable.Range(80, 65535 - 79).Concat(Enumerable.Range(1, 79))
            .FirstOrDefault(port => options.OutboundPorts.Captures(port) && port != 53 && !MeshPorts.IsReserved(port));
        return port == 0 ? null : port;
    }
}
