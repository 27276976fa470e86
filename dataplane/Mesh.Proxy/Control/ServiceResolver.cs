using System.Net.Sockets;
using Mesh.Conventions;
using Mesh.Engine.Sockets;

namespace Mesh.Proxy.Control;

/// <summary>Addresses of a service. Names are asked for each time: a service may move.</summary>
internal static class ServiceResolver
{
    /// <exception cref="SocketException">The name is not known, or the resolver does not answer.</exception>
    internal static async ValueTask<IpEndpoint[]> ResolveAsync(ServiceAddress service, CancellationToken cancellation)
    {
        if (IpEndpoint.TryParse(service.ToString(), out var endpoint))
            return [endpoint];
        var addresses = await System.Net.Dns.GetHostAddressesAsync(service.Host, cancellation).ConfigureAwait(false);
        return addresses.Length > 0 ? [.. addresses.Select(address => IpEndpoint.From(address, service.Port))] : throw new SocketException((int)SocketError.HostNotFound);
    }
}
