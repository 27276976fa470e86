using System.Net;
using System.Text;
using System.Text.Json;

namespace Mesh.Hosting.Kubernetes;

/// <summary>
/// The API server's calls that are made without a model of the objects. The client brings address, trust and credentials; objects
/// are read as JSON, so that nothing is lost and nothing is held that is not used.
/// </summary>
/// <param name="client">The client; stays the caller's.</param>
public sealed class ApiCalls(k8s.Kubernetes client)
{
    private const int LongestError = 4096;

    /// <summary>Patches one object's status with a JSON merge patch (RFC 7386).</summary>
    /// <param name="resource">The object's kind.</param>
    /// <param name="key">The object.</param>
    /// <param name="patch">The patch, JSON.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ApiException">The server refused it or did not answer.</exception>
    public async Task PatchStatusAsync(KubernetesResource resource, ObjectKey key, ReadOnlyMemory<byte> patch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var path = $"{resource.PathOf(key.Namespace.Length == 0 ? null : key.Namespace)}/{Uri.EscapeDataString(key.Name)}/status";
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(client.BaseUri, path)) { Content = new ReadOnlyMemoryContent(patch) };
        request.Content.Headers.ContentType = new("application/merge-patch+json");
        using var response = await SendAsync(request, cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts reading; the caller disposes the response.</summary>
    /// <exception cref="ApiException">The server refused it or did not answer.</exception>
    internal async Task<HttpResponseMessage> GetAsync(string pathAndQuery, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseUri, pathAndQuery));
        request.Headers.Accept.Add(new("application/json"));
        return await SendAsync(request, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        HttpResponseMessage? response = null;
        try
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            if (client.Credentials is { } credentials)
                await credentials.ProcessHttpRequestAsync(request, cancellation).ConfigureAwait(false);
            response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            throw new ApiException(response.StatusCode, await DescribeAsync(response, cancellation).ConfigureAwait(false))
            {
                RetryAfter = response.Headers.RetryAfter?.Delta,
            };
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            response?.Dispose();
            throw new ApiException($"no answer from {client.BaseUri}: {error.Message}", error);
        }
        catch (ApiException)
        {
            response?.Dispose();
            throw;
        }
    }

    private static async Task<string> DescribeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var octets = new byte[LongestError];
        var length = await stream.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return $"{(int)response.StatusCode}: {MessageOf(octets.AsMemory(0, length)) ?? response.ReasonPhrase}";
    }

    private static string? MessageOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var status = JsonDocument.Parse(body);
            return status.RootElement.Text("message");
        }
        catch (JsonException)
        {
            return body.IsEmpty ? null : Encoding.UTF8.GetString(body.Span).ReplaceLineEndings(" ");
        }
    }
}
