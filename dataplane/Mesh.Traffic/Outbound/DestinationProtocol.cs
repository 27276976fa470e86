namespace Mesh.Traffic.Outbound;

/// <summary>What a destination's clients are said to speak.</summary>
public enum DestinationProtocol
{
    /// <summary>Found out from the first bytes.</summary>
    Auto,

    /// <summary>HTTP/1 or HTTP/2.</summary>
    Http,

    /// <summary>Opaque bytes.</summary>
    Tcp,

    /// <summary>TLS that the proxy does not end: its server name decides.</summary>
    Tls,
}
