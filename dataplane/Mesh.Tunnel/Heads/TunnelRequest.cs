using Mesh.Engine.Http;
using Mesh.Engine.Sockets;

namespace Mesh.Tunnel.Heads;

/// <summary>What a tunnel stream carries.</summary>
public enum TunnelRequestKind
{
    /// <summary>Neither: it is refused.</summary>
    Malformed,

    /// <summary>An HTTP request of the application (also its own CONNECT or upgrade).</summary>
    Http,

    /// <summary>The bytes of a TCP connection.</summary>
    Connect,
}

/// <summary>What a caller asks for on a tunnel stream.</summary>
/// <param name="Kind">HTTP request or byte stream.</param>
/// <param name="Target">The application's address.</param>
/// <param name="AppVersion">Version the application spoke; HTTP only.</param>
public readonly record struct TunnelRequest(TunnelRequestKind Kind, IpEndpoint Target, HttpVersion AppVersion);
