namespace Mesh.Api.Protocols;

/// <summary>What the mesh needs to know of a port's protocol.</summary>
public enum ApplicationProtocol
{
    /// <summary>Not declared: found out from the first bytes.</summary>
    Undeclared,

    /// <summary>HTTP/1 or HTTP/2 without TLS, gRPC and WebSocket included.</summary>
    Http,

    /// <summary>Anything else, never looked into.</summary>
    Tcp,
}
