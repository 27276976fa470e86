using System.Globalization;
using System.Text.Json;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>The two requests that a kind's objects are followed with.</summary>
internal sealed class ObjectLists(ApiCalls api, KubernetesResource resource, InformerOptions options)
{
    private readonly string _path = resource.PathOf(options.Namespace);

    private string Selector => options.FieldSelector is { } selector ? "&fieldSelector=" + Uri.EscapeDataString(selector) : "";

    /// <summary>Reads one page.</summary>
    /// <param name="continuation">Where the page before ended; empty for the first.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="ApiException">No answer, an error, or no list.</exception>
    public async Task<JsonDocument> ReadPageAsync(string continuation, CancellationToken cancellation)
    {
        var from = continuation.Length > 0 ? "&continue=" + Uri.EscapeDataString(continuation) : "";
        using var response = await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{_path}?limit={options.PageSize}{from}{Selector}"), cancellation)
            .ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
    }

    /// <summary>Starts a watch; the caller disposes it.</summary>
    /// <exception cref="ApiException">No answer, or an error; 410 when the version is too old.</exception>
    public Task<HttpResponseMessage> WatchAsync(string version, TimeSpan time, CancellationToken cancellation) => api.GetAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_path}?watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(version)}&timeoutSeconds={(int)Math.Ceiling(time.TotalSeconds)}{Selector}"),
        cancellation);
}
