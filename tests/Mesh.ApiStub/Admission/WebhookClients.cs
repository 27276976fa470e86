using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.ApiStub.Admission;

/// <summary>How webhooks are reached: by URL, or by a service whose real address a test told. Their certificate must lead to the configured bundle.</summary>
internal sealed class WebhookClients
{
    private readonly ConcurrentDictionary<string, Uri> _services = new(StringComparer.Ordinal);

    /// <summary>Where the webhook of a service really listens.</summary>
    public void Resolve(string place, string service, Uri address) => _services[$"{service}.{place}.svc"] = address;

    public HttpClient Create(JsonNode config, out Uri address)
    {
        var host = "";
        if (config["service"] is { } service)
        {
            host = $"{(string)service["name"]!}.{(string)service["namespace"]!}.svc";
            if (!_services.TryGetValue(host, out var real))
                throw new HttpRequestException($"no endpoints available for service \"{(string)service["name"]!}\"");
            address = new Uri(real, (string?)service["path"] ?? "/");
        }
        else
        {
            address = new Uri((string)config["url"]!);
            host = address.Host;
        }

        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = PolicyOf((string?)config["caBundle"]);
        var client = new HttpClient(handler, disposeHandler: true);

        // The certificate is checked for this name, whatever address is dialled.
        client.DefaultRequestHeaders.Host = host;
        return client;
    }

    private static X509ChainPolicy PolicyOf(string? bundle)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        if (bundle is not null)
            policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        return policy;
    }
}
