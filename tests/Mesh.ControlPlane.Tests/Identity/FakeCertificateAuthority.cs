using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.ControlPlane.Identity;
using Mesh.Identity;
using Mesh.Identity.Certificates;
using Mesh.Identity.Trust;
using Mesh.TestKit.Certificates;

namespace Mesh.ControlPlane.Tests.Identity;

/// <summary>An authority in memory: signs what it is asked for, and notes how it was asked.</summary>
internal sealed class FakeCertificateAuthority(TestAuthority root, TimeProvider time) : ICertificateAuthority
{
    public TimeSpan Validity { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The roots it names; the first one signs.</summary>
    public TestAuthority[] Roots { get; set; } = [root];

    /// <summary>What every call fails with; null = it works.</summary>
    public AuthorityException? Failure { get; set; }

    /// <summary>Who signs instead of the first root.</summary>
    public TestAuthority? Signer { get; set; }

    public List<string> Calls { get; } = [];

    public TrustBundle Bundle => TrustBundle.Create(TrustDomain.Parse("cluster.local"), Roots.Select(known => known.Root.RawDataMemory));

    public Task<TrustBundle> DiscoverAsync(TrustDomain trustDomain, RootFingerprint root, CancellationToken cancellation) => Answer("discover", () => Bundle);

    public Task<TrustBundle> GetBundleAsync(ChainVerifier verifier, CancellationToken cancellation) => Answer("bundle", () => Bundle);

    public Task<SignedCertificate> SignAsync(ChainVerifier verifier, KeyAndRequest request, AuthorityCredential credential, CancellationToken cancellation) =>
        Answer($"sign by {(credential.Token is null ? "certificate" : "token")}", () => new SignedCertificate(request.Complete([Sign(request.Request)]), Bundle));

    private Task<T> Answer<T>(string call, Func<T> answer)
    {
        lock (Calls)
            Calls.Add(call);
        return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer());
    }

    private byte[] Sign(ReadOnlyMemory<byte> pkcs10)
    {
        var issuer = (Signer ?? Roots[0]).Root;
        var asked = CertificateRequest.LoadSigningRequest(pkcs10.ToArray(), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        asked.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var key = issuer.GetECDsaPrivateKey()!;
        var now = time.GetUtcNow();
        using var leaf = asked.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now.AddMinutes(-1), now + Validity, RandomNumberGenerator.GetBytes(15));
        return leaf.RawData;
    }
}
