namespace Mesh.Proxy.Metrics;

/// <summary>Which end of a tunnel a proxy is.</summary>
internal enum HandshakeRole
{
    /// <summary>It opened the tunnel.</summary>
    Client,

    /// <summary>It accepted the tunnel.</summary>
    Server,
}

/// <summary>Handshakes that are counted together.</summary>
/// <param name="Role">This proxy's end.</param>
/// <param name="Group">Key exchange group, by its IANA name.</param>
/// <param name="IsResumed">Whether an earlier session was resumed.</param>
internal readonly record struct HandshakeKey(HandshakeRole Role, string Group, bool IsResumed);
