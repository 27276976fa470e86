namespace Mesh.Traffic.Balancing;

/// <summary>How an endpoint is reached.</summary>
public enum EndpointTransport
{
    /// <summary>Plaintext to the application's port.</summary>
    Plaintext,

    /// <summary>The mesh tunnel (mTLS) on port 15008 of the endpoint's address.</summary>
    Tunnel,
}
