using Grpc.Core;
using Mesh.Hosting.Tls;
using Mesh.Identity;

namespace Mesh.ControlPlane.Discovery.Proxies;

/// <summary>Who is at the other end of a connection, as its certificate proves.</summary>
/// <param name="Identity">The SPIFFE id.</param>
/// <param name="Address">Where it connects from, <c>ip:port</c>.</param>
/// <param name="Certificates">What proves it.</param>
internal sealed record AuthenticatedPeer(SpiffeId Identity, string Address, PeerCertificates Certificates)
{
    /// <summary>Until when the certificate proves it.</summary>
    public DateTimeOffset NotAfter => Certificates.Leaf.NotAfter.ToUniversalTime();

    /// <summary>The peer of a call. Its chain was verified in the handshake; a connection without one got no further.</summary>
    /// <exception cref="RpcException">The connection carries no identity.</exception>
    public static AuthenticatedPeer Of(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (http.Features.Get<PeerCertificates>() is not { } certificates)
            throw new RpcException(new Status(StatusCode.Unauthenticated, "the connection has no client certificate; connect with the workload's"));
        var identity = SpiffeId.FromCertificate(certificates.Leaf.RawDataMemory.Span);
        var address = $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
        return new AuthenticatedPeer(identity, address, certificates);
    }
}
