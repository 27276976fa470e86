using Mesh.Engine.Sockets;
using Mesh.Identity;

namespace Mesh.Proxy.Inbound;

/// <summary>Who calls: an authenticated identity, or an address.</summary>
/// <param name="Identity">SPIFFE id from the caller's certificate; null for plaintext.</param>
/// <param name="Name">Name for telemetry.</param>
internal sealed record InboundCaller(string? Identity, string Name)
{
    /// <summary>Whether the caller proved who it is.</summary>
    internal bool IsMtls => Identity is not null;

    /// <summary>A caller without a proxy.</summary>
    internal static InboundCaller Plaintext(IpEndpoint remote) => new(null, remote.ToIPEndPoint().Address.ToString());

    /// <summary>A caller with a certificate.</summary>
    internal static InboundCaller Authenticated(SpiffeId id) => new(id.ToString(), $"{id.ServiceAccount}.{id.Namespace}");
}
