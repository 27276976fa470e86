using System.Globalization;
using System.Text.Json;

namespace Mesh.Hosting.Kubernetes.Informers;

/// <summary>The two requests that a kind's objects are followed with.</summary>
internal sealed class ObjectLists(ApiCalls api, KubernetesResource resource, InformerOptions options, TimeProvider time)
{
    private static readonly TimeSpan ListDeadline = TimeSpan.FromMinutes(2);

    private readonly string _path = resource.PathOf(options.Namespace);

    private string Selector => options.FieldSelector is { } selector ? "&fieldSelector=" + Uri.EscapeDataString(selector) : "";

    /// <summary>Reads all objects, page by page.</summary>
    /// <param name="take">Takes each object; it is valid only during the call.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The list's resource version.</returns>
    /// <exception cref="ApiException">No answer, or an error.</exception>
    /// <exception cref="JsonException">The answer is no list.</exception>
    public async Task<string> ReadAllAsync(Action<JsonElement> take, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(ListDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var continuation = "";
        string? version;
        do
        {
            using var page = await ReadPageAsync(continuation, either.Token).ConfigureAwait(false);
            foreach (var item in page.RootElement.Items("items"))
                take(item);
            var metadata = page.RootElement.Field("metadata");
            version = metadata.Text("resourceVersion");
            continuation = metadata.Text("continue") ?? "";
        }
        while (continuation.Length > 0);
        return version ?? throw new JsonException("the list has no resourceVersion");
    }

    /// <summary>Starts a watch; the caller disposes it.</summary>
    /// <exception cref="ApiException">No answer, or an error; 410 when the version is too old.</exception>
    public Task<HttpResponseMessage> WatchAsync(string version, TimeSpan length, CancellationToken cancellation) => api.GetAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_path}?watch=true&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(version)}&timeoutSeconds={(int)Math.Ceiling(length.TotalSeconds)}{Selector}"),
        cancellation);

    private async Task<JsonDocument> ReadPageAsync(string continuation, CancellationToken cancellation)
    {
        var from = continuation.Length > 0 ? "&continue=" + Uri.EscapeDataString(continuation) : "";
        using var response = await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{_path}?limit={options.PageSize}{from}{Selector}"), cancellation)
            .ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
    }
}
