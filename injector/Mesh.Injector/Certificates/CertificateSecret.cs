using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.Conventions;

namespace Mesh.Injector.Certificates;

/// <summary>The Secret that replicas share the webhook's certificate by. Whoever is first makes or renews it; the others take what is there.</summary>
/// <param name="client">The API server.</param>
/// <param name="issuer">Makes certificates.</param>
/// <param name="place">The injector's namespace.</param>
/// <param name="time">The clock.</param>
internal sealed class CertificateSecret(IKubernetes client, WebhookCertificateIssuer issuer, string place, TimeProvider time)
{
    public const string Name = "mesh-injector-tls";

    private const int MaxConflicts = 5;

    /// <summary>The certificate that is in force: read, and made or renewed when that is due.</summary>
    /// <exception cref="HttpOperationException">The API server refuses.</exception>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<WebhookCertificate> GetAsync(CancellationToken cancellation)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var secret = await ReadAsync(cancellation).ConfigureAwait(false);
            if (WebhookCertificate.Read(secret?.Data) is { } current && current.RenewAt > time.GetUtcNow())
                return current;
            try
            {
                var written = secret is null
                    ? await client.CoreV1.CreateNamespacedSecretAsync(Fresh(), place, cancellationToken: cancellation).ConfigureAwait(false)
                    : await client.CoreV1.ReplaceNamespacedSecretAsync(Renewed(secret), Name, place, cancellationToken: cancellation).ConfigureAwait(false);
                return WebhookCertificate.Read(written.Data) ?? throw new InvalidOperationException("the API server returned another Secret than it was given");
            }
            catch (HttpOperationException conflict) when (conflict.Response.StatusCode == HttpStatusCode.Conflict && conflicts < MaxConflicts)
            {
                // Another replica was faster: its certificate counts.
            }
        }
    }

    private async Task<V1Secret?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await client.CoreV1.ReadNamespacedSecretAsync(Name, place, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (HttpOperationException absent) when (absent.Response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private V1Secret Fresh() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = Name, NamespaceProperty = place, Labels = new Dictionary<string, string> { ["app.kubernetes.io/managed-by"] = MeshIdentities.Injector },
        },
        Type = "kubernetes.io/tls",
        Data = issuer.Issue(null),
    };

    // With the version that was read, so that of two replicas one is refused.
    private V1Secret Renewed(V1Secret secret)
    {
        secret.Data = issuer.Issue(secret.Data);
        return secret;
    }
}
