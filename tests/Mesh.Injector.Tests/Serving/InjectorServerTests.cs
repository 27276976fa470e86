using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.ApiStub;
using Mesh.Hosting.Logging;
using Mesh.Injector.Serving;
using Mesh.TestKit;
using Microsoft.Extensions.Logging;

namespace Mesh.Injector.Tests.Serving;

/// <summary>The whole service with an API server that asks it, by the webhooks of tests/cluster/manifests.</summary>
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
    public async Task A_pod_of_an_annotated_namespace_is_injected()
    {
        var pod = await CreateAsync("shop", "web");
        Assert.Equal(["mesh-init", "mesh-proxy"], pod.Spec.InitContainers.Select(container => container.Name));
        Assert.Equal("true", pod.Metadata.Labels["meshctl.dev/injected"]);
        Assert.Equal("Always", pod.Spec.InitContainers[1].RestartPolicy);
    }

    [Fact]
    public async Task An_annotated_pod_of_any_namespace_is_injected_and_others_are_not()
    {
        Assert.Equal(2, (await CreateAsync("default", "asks", ("meshctl.dev/inject", "enabled"))).Spec.InitContainers.Count);
        Assert.Null((await CreateAsync("default", "does-not")).Spec.InitContainers);
        Assert.Null((await CreateAsync("shop", "declines", ("meshctl.dev/inject", "disabled"))).Spec.InitContainers);
        Assert.Null((await CreateAsync("kube-system", "system", ("meshctl.dev/inject", "enabled"))).Spec.InitContainers);
    }

    [Fact]
    public async Task A_bad_annotation_is_refused_with_what_to_do()
    {
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => CreateAsync("shop", "web", ("config.meshctl.dev/drain-deadline", "soon")));
        Assert.Contains("denied the request: mesh-injector: annotation config.meshctl.dev/drain-deadline of the pod: 'soon' is not a duration such as 300ms", (string)JsonNode.Parse(refused.Response.Content)!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_it_is_down_pods_that_ask_for_a_proxy_are_refused_and_all_others_start()
    {
        await _server!.DisposeAsync();
        _server = null;

        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => CreateAsync("shop", "web"));
        Assert.Contains("failed calling webhook", refused.Response.Content, StringComparison.Ordinal);
        Assert.Null((await CreateAsync("default", "web")).Spec.InitContainers);
        await CreateAsync("mesh-system", "mesh-injector-2");
    }

    [Fact]
    public async Task A_configuration_that_is_applied_anew_is_trusted_again()
    {
        await _cluster.ApplyAsync(Webhooks());
        await Eventually.TrueAsync(IsTrusted, "the API server trusts the webhook again");
        Assert.NotNull((await CreateAsync("shop", "web")).Spec.InitContainers);
    }

    [Fact]
    public async Task It_tells_monitoring()
    {
        await CreateAsync("shop", "web");
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

    private Task<V1Pod> CreateAsync(string place, string name, params (string Key, string Value)[] annotations) => _client.CoreV1.CreateNamespacedPodAsync(
        new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = place, Annotations = annotations.ToDictionary(a => a.Key, a => a.Value) },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "app", Image = "app:1" }] },
        },
        place, cancellationToken: TestContext.Current.CancellationToken);
}
