namespace Mesh.Proxy.ServerNames;

/// <summary>What is known of a TLS connection's first message.</summary>
internal enum ClientHelloStatus
{
    /// <summary>Not all of it came yet.</summary>
    NeedMore,

    /// <summary>All of it came.</summary>
    Complete,

    /// <summary>It is no ClientHello, breaks RFC 8446, or is larger than allowed.</summary>
    Malformed,
}
