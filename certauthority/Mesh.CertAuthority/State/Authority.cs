using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.CertAuthority.State;

/// <summary>A certificate that signs certificates, with its key.</summary>
internal sealed class Authority : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _signing = new();

    public Authority(ReadOnlyMemory<byte> der, ECDsa key)
    {
        Der = der;
        _key = key;
        using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
        NotBefore = certificate.NotBefore.ToUniversalTime();
        NotAfter = certificate.NotAfter.ToUniversalTime();
    }

    /// <summary>The certificate.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>Signs with ECDSA and SHA-256; DER form (RFC 3279 §2.2.3).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        // The framework promises no thread safety for one key object.
        lock (_signing)
            return _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>The key in PKCS#8; the caller overwrites it after use.</summary>
    public byte[] ExportKey()
    {
        lock (_signing)
            return _key.ExportPkcs8PrivateKey();
    }

    public void Dispose() => _key.Dispose();
}
