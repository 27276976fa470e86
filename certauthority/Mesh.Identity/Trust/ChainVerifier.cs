using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Identity.Trust;

/// <summary>What a peer's certificate must be good for (RFC 5280 §4.2.1.12).</summary>
public enum PeerRole
{
    /// <summary>The peer is the TLS client.</summary>
    Client,

    /// <summary>The peer is the TLS server.</summary>
    Server,
}

/// <summary>
/// Verifies chains against a <see cref="TrustBundle"/> and nothing else: no system store, no download, no revocation list
/// (certificates are short-lived instead). For managed TLS (<c>SslStream</c>); the data plane's engine verifies in OpenSSL.
/// </summary>
public sealed class ChainVerifier
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    private readonly ImmutableArray<X509Certificate2> _roots;
    private readonly TimeProvider _time;

    /// <summary>Creates a verifier for one bundle.</summary>
    public ChainVerifier(TrustBundle bundle, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        Bundle = bundle;
        _time = time;
        _roots = [.. bundle.Roots.Select(root => X509CertificateLoader.LoadCertificate(root.Span))];
    }

    /// <summary>The bundle that is trusted.</summary>
    public TrustBundle Bundle { get; }

    /// <summary>Verifies that <paramref name="leaf"/> leads to a root, is valid now and fits the role.</summary>
    /// <param name="leaf">The peer's leaf.</param>
    /// <param name="sent">Everything else the peer sent.</param>
    /// <param name="role">What the peer is.</param>
    /// <returns>Null when it holds, otherwise the reason in words.</returns>
    public string? Verify(X509Certificate2 leaf, IEnumerable<X509Certificate2> sent, PeerRole role)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        using var chain = new X509Chain { ChainPolicy = CreatePolicy(sent, role) };
        try
        {
            return chain.Build(leaf)
                ? null
                : string.Join(", ", chain.ChainStatus.Select(status => status.Status.ToString()).Distinct());
        }
        catch (CryptographicException)
        {
            return "MalformedCertificate";
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    private X509ChainPolicy CreatePolicy(IEnumerable<X509Certificate2> sent, PeerRole role)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.NoFlag,
            DisableCertificateDownloads = true,
            VerificationTime = _time.GetUtcNow().UtcDateTime,
            VerificationTimeIgnored = false,
        };
        policy.ApplicationPolicy.Add(new Oid(role == PeerRole.Client ? ClientAuth : ServerAuth));
        foreach (var root in _roots)
            policy.CustomTrustStore.Add(root);
        foreach (var certificate in sent)
            policy.ExtraStore.Add(certificate);
        return policy;
    }
}
