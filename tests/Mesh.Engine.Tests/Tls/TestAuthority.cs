using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using Mesh.Engine.Tls;

namespace Mesh.Engine.Tests.Tls;

/// <summary>A root that signs leafs, made for one test.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly X509Certificate2 _issuer;
    private readonly TestAuthority? _parent;
    private int _serial = 1;

    public TestAuthority(string name, TestAuthority? parent = null)
    {
        _parent = parent;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (parent is null)
        {
            _issuer = request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(2));
            return;
        }
        using var signed = request.Create(parent._issuer, Now.AddDays(-1.5), Now.AddDays(1.5), [9]);
        _issuer = signed.CopyWithPrivateKey(key);
    }

    /// <summary>From the moment that leafs' validity counts from until now.</summary>
    public static TimeSpan Elapsed => DateTimeOffset.UtcNow - Now;

    public ReadOnlyMemory<byte> Certificate => _issuer.RawData;

    public X509Certificate2 Root => _parent?.Root ?? _issuer;

    /// <summary>A leaf of this authority that trusts <paramref name="trusted"/> (default: this authority's root).</summary>
    public TlsCredentials Issue(string name, Leaf? leaf = null, TestAuthority? trusted = null)
    {
        leaf ??= new Leaf();
        using var key = leaf.Rsa ? null : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = leaf.Rsa ? RSA.Create(2048) : null;
        using var certificate = Sign(name, leaf, key, rsa);
        var chain = new List<ReadOnlyMemory<byte>> { certificate.RawData };
        if (_parent is not null && leaf.WithIntermediate)
            chain.Add(_issuer.RawData);
        return new TlsCredentials
        {
            Chain = chain,
            PrivateKey = key?.ExportPkcs8PrivateKey() ?? rsa!.ExportPkcs8PrivateKey(),
            Roots = [(trusted ?? this).Root.RawData],
        };
    }

    public void Dispose() => _issuer.Dispose();

    private X509Certificate2 Sign(string name, Leaf leaf, ECDsa? key, RSA? rsa)
    {
        var request = key is not null
            ? new CertificateRequest("", key, HashAlgorithmName.SHA256)
            : new CertificateRequest("", rsa!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"spiffe://test/ns/x/sa/{name}"));
        request.CertificateExtensions.Add(names.Build(critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        var usages = new OidCollection();
        foreach (var usage in leaf.Usages)
            usages.Add(new Oid(usage));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        using var issuerKey = _issuer.GetECDsaPrivateKey()!;
        return request.Create(_issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), Now.Add(leaf.NotBefore), Now.Add(leaf.NotAfter), BitConverter.GetBytes(_serial++ | 0x0100_0000));
    }
}

/// <summary>How a leaf differs from a good one.</summary>
internal sealed record Leaf
{
    public TimeSpan NotBefore { get; init; } = TimeSpan.FromHours(-1);

    public TimeSpan NotAfter { get; init; } = TimeSpan.FromHours(1);

    public string[] Usages { get; init; } = [TestAuthority.ClientAuth, TestAuthority.ServerAuth];

    public bool Rsa { get; init; }

    public bool WithIntermediate { get; init; } = true;
}
