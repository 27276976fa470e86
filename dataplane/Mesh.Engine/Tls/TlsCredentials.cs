namespace Mesh.Engine.Tls;

/// <summary>
/// What a side proves its identity with and whom it trusts. Everything is copied by <see cref="TlsContext"/>: the caller may
/// zero <see cref="PrivateKey"/> as soon as the context is created.
/// </summary>
public sealed class TlsCredentials
{
    /// <summary>Certificates in DER: the leaf first, then intermediates. Empty (default) only for a client without identity.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; init; } = [];

    /// <summary>The leaf's private key, PKCS#8 DER, not encrypted (RFC 5958).</summary>
    public ReadOnlyMemory<byte> PrivateKey { get; init; }

    /// <summary>The only certificates, in DER, that a peer's chain may end in. The system's store is never used.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Roots { get; init; } = [];
}
