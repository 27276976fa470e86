using System.Text.Json;
using System.Threading.Channels;
using k8s;
using Mesh.Conventions;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Identity.Trust;

namespace Mesh.CertAuthority.Cluster;

/// <summary>
/// Keeps the ConfigMap with the roots in every namespace, where injected pods mount it: made in new namespaces, put right where somebody
/// changed or removed it.
/// </summary>
internal sealed class RootConfigMaps
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly RootConfigMapWriter _writer;
    private readonly Informer<string> _namespaces;
    private readonly Informer<string> _configMaps;
    private readonly string _pem;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // What was written before the watch tells, or where the ConfigMaps may not be read.
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    public RootConfigMaps(IKubernetes client, ApiCalls api, TrustBundle bundle, Random random, TimeProvider time, ILogger<RootConfigMaps> logger)
    {
        _pem = bundle.ToPem();
        _time = time;
        _writer = new RootConfigMapWriter(client, _pem, time, logger);
        _namespaces = new Informer<string>(
            api, new KubernetesResource("", "v1", "namespaces"), ReadNamespace, _ => _changes.Writer.TryWrite(true),
            new InformerOptions(), random, time, logger);
        _configMaps = new Informer<string>(
            api, new KubernetesResource("", "v1", "configmaps"), ReadConfigMap, OnConfigMap,
            new InformerOptions { FieldSelector = $"metadata.name={InjectionNames.RootVolume}", IsOptional = true }, random, time, logger);
    }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Task[] watching = [_namespaces.RunAsync(cancellation), _configMaps.RunAsync(cancellation)];
        await Task.WhenAll(_namespaces.Synced, _configMaps.Synced).WaitAsync(cancellation).ConfigureAwait(false);
        while (true)
        {
            var complete = await WriteAllAsync(cancellation).ConfigureAwait(false);
            await WaitAsync(complete ? Timeout.InfiniteTimeSpan : Retry, cancellation).ConfigureAwait(false);
            if (watching.FirstOrDefault(task => task.IsFaulted) is { } broken)
                await broken.ConfigureAwait(false);
        }
    }

    private static string? ReadNamespace(ObjectKey key, JsonElement json, string? previous) =>
        json.Field("metadata").Text("deletionTimestamp") is null ? key.Name : null;

    private static string ReadConfigMap(ObjectKey key, JsonElement json, string? previous) => json.Field("data").Text(InjectionNames.RootKey) ?? "";

    private void OnConfigMap(ObjectChange<string> change)
    {
        if (change.After == _pem)
            return;
        lock (_written)
            _written.Remove(change.Key.Namespace);
        _changes.Writer.TryWrite(true);
    }

    private async Task<bool> WriteAllAsync(CancellationToken cancellation)
    {
        var complete = true;
        lock (_written)
            _written.RemoveWhere(name => !_namespaces.Snapshot.ContainsKey(new ObjectKey("", name)));
        foreach (var name in _namespaces.Snapshot.Values)
        {
            if (IsRight(name))
                continue;
            if (await _writer.TryWriteAsync(name, cancellation).ConfigureAwait(false))
            {
                lock (_written)
                    _written.Add(name);
            }
            else
            {
                complete = false;
            }
        }
        return complete;
    }

    private bool IsRight(string name)
    {
        lock (_written)
        {
            return _written.Contains(name)
                || (_configMaps.Snapshot.TryGetValue(new ObjectKey(name, InjectionNames.RootVolume), out var content) && content == _pem);
        }
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await _changes.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It is time to try again.
        }
    }
}
