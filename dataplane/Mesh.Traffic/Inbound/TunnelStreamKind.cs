namespace Mesh.Traffic.Inbound;

/// <summary>What a stream of a tunnel carries.</summary>
public enum TunnelStreamKind
{
    /// <summary>One HTTP request.</summary>
    HttpRequest,

    /// <summary>A TCP connection, by CONNECT.</summary>
    Connect,
}
