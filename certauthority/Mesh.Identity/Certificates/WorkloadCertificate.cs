using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Identity.Certificates;

/// <summary>
/// A workload's certificate chain and its private key. The key lives in memory only and is overwritten by <see cref="Dispose"/>;
/// contexts made from it before keep working.
/// </summary>
public sealed class WorkloadCertificate : IDisposable
{
    private readonly byte[] _privateKey;
    private bool _disposed;

    internal WorkloadCertificate(SpiffeId id, ImmutableArray<ReadOnlyMemory<byte>> chain, byte[] privateKey, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        Id = id;
        Chain = chain;
        _privateKey = privateKey;
        NotBefore = notBefore;
        NotAfter = notAfter;
    }

    /// <summary>The identity in the leaf.</summary>
    public SpiffeId Id { get; }

    /// <summary>The certificates in DER: leaf first, then the intermediates, without the root.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Chain { get; }

    /// <summary>Start of the leaf's validity; lies a little before the time of issue, for clocks that are late.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>End of the leaf's validity.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>The private key in PKCS#8 DER (RFC 5958). Never write or log it.</summary>
    /// <exception cref="ObjectDisposedException">The key is already overwritten.</exception>
    public ReadOnlySpan<byte> PrivateKey
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _privateKey;
        }
    }

    /// <summary>Whether the leaf is within its validity at <paramref name="now"/>.</summary>
    public bool IsValidAt(DateTimeOffset now) => now >= NotBefore && now < NotAfter;

    /// <summary>What <c>SslStream</c> and Kestrel need to show leaf and intermediates; touches neither disk nor network.</summary>
    /// <exception cref="ObjectDisposedException">The key is already overwritten.</exception>
    public SslStreamCertificateContext CreateSslContext()
    {
        var leaf = CreateX509Certificate();
        var intermediates = new X509Certificate2Collection();
        foreach (var certificate in Chain.AsSpan()[1..])
            intermediates.Add(X509CertificateLoader.LoadCertificate(certificate.Span));
        return SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    /// <summary>The leaf with its private key.</summary>
    /// <exception cref="ObjectDisposedException">The key is already overwritten.</exception>
    public X509Certificate2 CreateX509Certificate()
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(PrivateKey, out _);
        using var leaf = X509CertificateLoader.LoadCertificate(Chain[0].Span);
        return leaf.CopyWithPrivateKey(key);
    }

    /// <summary>Overwrites the private key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_privateKey);
    }

    /// <summary>Identity and end of validity; never the key.</summary>
    public override string ToString() => $"{Id} until {NotAfter:O}";
}
