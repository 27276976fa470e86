using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mesh.Injector.Certificates;

/// <summary>The webhook's certificate and what the API server has to trust. As it is kept in the Secret, read.</summary>
internal sealed class WebhookCertificate
{
    public const string AuthorityFile = "ca.crt";
    public const string AuthorityKeyFile = "ca.key";
    public const string CertificateFile = "tls.crt";
    public const string KeyFile = "tls.key";

    private WebhookCertificate(X509Certificate2 authority, X509Certificate2 leaf, byte[] bundle)
    {
        Bundle = bundle;
        Context = SslStreamCertificateContext.Create(leaf, [authority], offline: true);
        NotAfter = leaf.NotAfter.ToUniversalTime();
        RenewAt = NotAfter - ((NotAfter - leaf.NotBefore.ToUniversalTime()) / 2);
    }

    /// <summary>What is shown in handshakes.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The authority that signed it, in PEM: the webhooks' <c>caBundle</c>.</summary>
    public ReadOnlyMemory<byte> Bundle { get; }

    /// <summary>End of its validity.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>When it is to be renewed: at half of its life.</summary>
    public DateTimeOffset RenewAt { get; }

    /// <summary>Reads what the Secret holds.</summary>
    /// <returns>Null when something is missing or damaged, or does not belong together.</returns>
    public static WebhookCertificate? Read(IDictionary<string, byte[]>? data)
    {
        if (data is null || !data.TryGetValue(AuthorityFile, out var bundle)
            || !data.TryGetValue(CertificateFile, out var certificate) || !data.TryGetValue(KeyFile, out var key))
            return null;
        try
        {
            var authority = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(bundle));
            var leaf = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate), Encoding.ASCII.GetString(key));
            return IsSignedBy(leaf, authority) ? new WebhookCertificate(authority, leaf, bundle) : null;
        }
        catch (Exception damaged) when (damaged is System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(leaf);
    }
}
