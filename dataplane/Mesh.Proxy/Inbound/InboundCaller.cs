using System.Text;
using Mesh.Engine.Sockets;
using Mesh.Identity;
using Mesh.Tunnel.Heads;

namespace Mesh.Proxy.Inbound;

/// <summary>Who calls: an authenticated identity, or an address.</summary>
internal sealed class InboundCaller
{
    private InboundCaller(IpEndpoint remote, SpiffeId? id)
    {
        Remote = remote;
        var address = remote.ToIPEndPoint().Address.ToString();
        AddressText = Encoding.ASCII.GetBytes(address);
        Name = id is null ? address : $"{id.ServiceAccount}.{id.Namespace}";
        Identity = id?.ToString();
        IdentityText = id is null ? null : TunnelHead.CallerText(id.ToString());
    }

    /// <summary>Name for telemetry.</summary>
    internal string Name { get; }

    /// <summary>The SPIFFE id from the caller's certificate; null for plaintext.</summary>
    internal string? Identity { get; }

    /// <summary>The identity from the caller's certificate, as the application is told; null for plaintext.</summary>
    internal byte[]? IdentityText { get; }

    /// <summary>The other end of the connection: the caller's, or its proxy's.</summary>
    internal IpEndpoint Remote { get; }

    /// <summary>IP address of <see cref="Remote"/>, as text.</summary>
    internal byte[] AddressText { get; }

    /// <summary>Whether the caller proved who it is.</summary>
    internal bool IsMtls => IdentityText is not null;

    /// <summary>A caller without a proxy.</summary>
    internal static InboundCaller Plaintext(IpEndpoint remote) => new(remote, null);

    /// <summary>A caller with a certificate, at the other end of a tunnel from <paramref name="remote"/>.</summary>
    internal static InboundCaller Authenticated(IpEndpoint remote, SpiffeId id) => new(remote, id);
}
