namespace Mesh.Traffic.Inbound;

/// <summary>What becomes of an incoming connection or stream, with the reason of a refusal.</summary>
public enum InboundVerdict
{
    /// <summary>Take it as the port's protocol says.</summary>
    Accept,

    /// <summary>A CONNECT to an HTTP port: its bytes are parsed as HTTP requests, or refused when that is not possible.</summary>
    AcceptAsHttp,

    /// <summary>The target is not an address of this workload: the proxy is no relay.</summary>
    RefuseForeignAddress,

    /// <summary>The target port belongs to the mesh, or is 0.</summary>
    RefuseReservedPort,

    /// <summary>The port accepts mTLS only.</summary>
    RefusePlaintext,

    /// <summary>The port accepts plaintext only.</summary>
    RefuseTunnel,
}
