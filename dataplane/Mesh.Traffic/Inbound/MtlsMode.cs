namespace Mesh.Traffic.Inbound;

/// <summary>Which connections a port accepts.</summary>
public enum MtlsMode
{
    /// <summary>mTLS and plaintext.</summary>
    Permissive,

    /// <summary>mTLS only.</summary>
    Strict,

    /// <summary>Plaintext only.</summary>
    Disable,
}
