using System.Text.Json;
using k8s;
using k8s.Autorest;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Injection.Decisions;

namespace Mesh.Injector.Namespaces;

/// <summary>Follows the cluster's namespaces. One that is so new that it was not told yet is asked for.</summary>
internal sealed class NamespaceWatch : INamespaceSource
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly KubernetesResource Namespaces = new("", "v1", "namespaces");

    private readonly IKubernetes _client;
    private readonly TimeProvider _time;
    private readonly Informer<NamespaceFacts> _informer;

    public NamespaceWatch(IKubernetes client, ApiCalls api, Action<ObjectChange<NamespaceFacts>> changed, Random random, TimeProvider time, ILogger<NamespaceWatch> log)
    {
        _client = client;
        _time = time;
        _informer = new Informer<NamespaceFacts>(api, Namespaces, Project, changed, new InformerOptions(), random, time, log);
    }

    /// <summary>Completes when all namespaces are known.</summary>
    public Task Synced => _informer.Synced;

    /// <summary>All namespaces.</summary>
    public IEnumerable<NamespaceFacts> All => _informer.Snapshot.Values;

    /// <summary>Follows until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => _informer.RunAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask<NamespaceFacts?> FindAsync(string name, CancellationToken cancellation) =>
        _informer.Snapshot.GetValueOrDefault(new ObjectKey("", name)) ?? await AskAsync(name, cancellation).ConfigureAwait(false);

    private static NamespaceFacts Project(ObjectKey key, JsonElement json, NamespaceFacts? previous)
    {
        var metadata = json.Field("metadata");
        return new NamespaceFacts(key.Name, Texts(metadata.Field("annotations")), Texts(metadata.Field("labels")));
    }

    private static Dictionary<string, string> Texts(JsonElement map) => map.ValueKind == JsonValueKind.Object
        ? map.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String).ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal)
        : [];

    private async Task<NamespaceFacts?> AskAsync(string name, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var found = await _client.CoreV1.ReadNamespaceAsync(name, cancellationToken: either.Token).ConfigureAwait(false);
            return new NamespaceFacts(name, Copy(found.Metadata.Annotations), Copy(found.Metadata.Labels));
        }
        catch (HttpOperationException refused) when (refused.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (HttpOperationException refused)
        {
            throw new ApiException(refused.Response.StatusCode, $"the API server answered {(int)refused.Response.StatusCode}");
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ApiException($"the API server does not answer: {failed.Message}", failed);
        }
    }

    private static Dictionary<string, string> Copy(IDictionary<string, string>? map) => map is null ? [] : new(map, StringComparer.Ordinal);
}
