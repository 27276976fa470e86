namespace Mesh.Proxy.Detection;

/// <summary>What the first bytes of a connection are.</summary>
internal enum SniffedProtocol
{
    /// <summary>Not decided: more bytes are needed.</summary>
    NeedMore,

    /// <summary>An HTTP/1 request line.</summary>
    Http1,

    /// <summary>The HTTP/2 connection preface.</summary>
    Http2,

    /// <summary>A TLS ClientHello.</summary>
    Tls,

    /// <summary>Anything else.</summary>
    Tcp,
}
