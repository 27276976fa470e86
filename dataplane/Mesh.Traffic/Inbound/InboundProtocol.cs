namespace Mesh.Traffic.Inbound;

/// <summary>What a workload's port is said to speak.</summary>
public enum InboundProtocol
{
    /// <summary>Found out from the first bytes.</summary>
    Auto,

    /// <summary>HTTP/1 or HTTP/2.</summary>
    Http,

    /// <summary>Opaque bytes.</summary>
    Tcp,
}
