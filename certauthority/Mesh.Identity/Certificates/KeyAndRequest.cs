using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Identity.Certificates;

/// <summary>A fresh ECDSA P-256 key and the certificate request that it signed. The key never leaves memory.</summary>
public sealed class KeyAndRequest : IDisposable
{
    private const string SubjectAltNameOid = "2.5.29.17";

    private readonly ECDsa _key;

    private KeyAndRequest(SpiffeId id, ECDsa key, byte[] request)
    {
        Id = id;
        _key = key;
        Request = request;
    }

    /// <summary>The identity that is asked for.</summary>
    public SpiffeId Id { get; }

    /// <summary>PKCS#10 in DER (RFC 2986): empty subject, the identity as only URI SAN.</summary>
    public ReadOnlyMemory<byte> Request { get; }

    /// <summary>Generates a key and signs a request with it.</summary>
    public static KeyAndRequest Create(SpiffeId id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(CreateSubjectAltName(id));
        return new KeyAndRequest(id, key, request.CreateSigningRequest());
    }

    /// <summary>Joins the issued chain with the key.</summary>
    /// <param name="chain">Certificates in DER: leaf first, then the intermediates.</param>
    /// <exception cref="FormatException">The leaf has another identity or key than was asked for, or is not a certificate.</exception>
    public WorkloadCertificate Complete(IEnumerable<ReadOnlyMemory<byte>> chain)
    {
        var copy = chain.Select(certificate => (ReadOnlyMemory<byte>)certificate.ToArray()).ToImmutableArray();
        if (copy.IsEmpty)
            throw new FormatException("The issued chain is empty.");
        var issued = SpiffeId.FromCertificate(copy[0].Span);
        if (!issued.Equals(Id))
            throw new FormatException($"The issued certificate is for {issued}, not for {Id}.");
        return Complete(copy);
    }

    /// <summary>Releases the key; certificates made by <see cref="Complete(IEnumerable{ReadOnlyMemory{byte}})"/> keep their own copy.</summary>
    public void Dispose() => _key.Dispose();

    private static X509Extension CreateSubjectAltName(SpiffeId id)
    {
        // By hand, because System.Uri would rewrite some identities (a trust domain of digits becomes an IPv4 address).
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, id.ToString(), new Asn1Tag(TagClass.ContextSpecific, 6));
        return new X509Extension(SubjectAltNameOid, writer.Encode(), critical: true);
    }

    private WorkloadCertificate Complete(ImmutableArray<ReadOnlyMemory<byte>> chain)
    {
        try
        {
            using var leaf = X509CertificateLoader.LoadCertificate(chain[0].Span);
            if (!leaf.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(_key.ExportSubjectPublicKeyInfo()))
                throw new FormatException("The issued certificate is for another key than the request's.");
            return new WorkloadCertificate(Id, chain, _key.ExportPkcs8PrivateKey(), leaf.NotBefore.ToUniversalTime(), leaf.NotAfter.ToUniversalTime());
        }
        catch (CryptographicException e)
        {
            throw new FormatException("The issued certificate is not X.509 in DER.", e);
        }
    }
}
