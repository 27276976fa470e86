using k8s;
using k8s.Models;
using Mesh.ApiStub;
using Mesh.Hosting.Logging;
using Mesh.Injector.Serving;
using Mesh.TestKit;
using Microsoft.Extensions.Logging;

namespace Mesh.Injector.Tests.Serving;

/// <summary>What the service says of itself. What it does is in Mesh.Cluster.Tests.</summary>
public sealed class InjectorServerTests : IAsyncLifetime
{
    private const string Configurations = "admissionregistration.k8s.io/v1";

    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _log = new();
    private ApiServerStub _cluster = null!;
    private k8s.Kubernetes _client = null!;
    private InjectorServer? _server;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiServerStub.StartAsync();
        _client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = _cluster.Address.ToString() });
        await File.WriteAllTextAsync(_directory["kubeconfig"], _cluster.Kubeconfig);
        await _cluster.ApplyAsync(Webhooks());
        await _cluster.ApplyAsync("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","annotations":{"meshctl.dev/inject":"enabled"}}}""");
        _server = await InjectorServer.StartAsync(
            TestOptions.WithKubeconfig(_directory["kubeconfig"]), TimeProvider.System, new Random(1),
            LineLoggerProvider.CreateFactory(TextWriter.Synchronized(_log), TimeProvider.System, LogLevel.Information), TestContext.Current.CancellationToken);
        _cluster.ResolveWebhook("mesh-system", "mesh-injector", new Uri($"https://{_server.Listen}"));
        await Eventually.TrueAsync(IsTrusted, "the API server trusts the webhook");
        await Eventually.TrueAsync(() => LabelOf("shop") == "enabled", "the annotation is mirrored");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _client.Dispose();
        await _cluster.DisposeAsync();
        _directory.Dispose();
        await _log.DisposeAsync();
    }

    [Fact]
    public async Task It_tells_monitoring()
    {
        await _client.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "app", Image = "app:1" }] },
            },
            "shop", cancellationToken: TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        Assert.Equal("ready\n", await http.GetStringAsync(new Uri($"http://{_server!.MetricsListen}/ready")));
        Assert.Contains("mesh_injector_reviews_total{outcome=\"Injected\"} 1", await http.GetStringAsync(new Uri($"http://{_server.MetricsListen}/metrics")), StringComparison.Ordinal);
        Assert.Contains("injected pod shop/web", _log.ToString(), StringComparison.Ordinal);
    }

    private static string Webhooks()
    {
        var manifest = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests/cluster/manifests/mesh-system.yaml"));
        var document = manifest.Split("\n---\n").Single(text => text.Contains("kind: MutatingWebhookConfiguration", StringComparison.Ordinal));
        return KubernetesJson.Serialize(KubernetesYaml.Deserialize<V1MutatingWebhookConfiguration>(document));
    }

    private bool IsTrusted() =>
        _cluster.Find(Configurations, "MutatingWebhookConfiguration", null, "mesh-injector")!["webhooks"]!.AsArray().All(webhook => (string?)webhook!["clientConfig"]!["caBundle"] is not null);

    private string? LabelOf(string name) => (string?)_cluster.Find("v1", "Namespace", null, name)!["metadata"]!["labels"]?["meshctl.dev/inject"];
}
