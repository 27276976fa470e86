using k8s;
using k8s.Models;
using Mesh.ApiStub;
using Mesh.ControlPlane.Sources.Kubernetes;
using Mesh.ControlPlane.Tests.Sources.Files;
using Mesh.Conventions;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Model.Snapshots;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.ControlPlane.Tests.Sources.Kubernetes;

/// <summary>A cluster of the API stub, and the source that reads it.</summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MeshRecorder _recorder = new();
    private readonly k8s.Kubernetes _client;
    private Task _running = Task.CompletedTask;

    private ClusterFixture(ApiServerStub server)
    {
        Server = server;
        _client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = server.Address.ToString() });
        var patience = new InformerOptions { FirstRetry = TimeSpan.FromMilliseconds(5), LongestRetry = TimeSpan.FromMilliseconds(50), AbsentRetry = TimeSpan.FromMilliseconds(50) };
        Source = new KubernetesSource(
            new ApiCalls(_client), patience, new ClusterSettings("cluster.local", []), _recorder, NullLogger<KubernetesSource>.Instance, new Random(1), TimeProvider.System);
    }

    public ApiServerStub Server { get; }

    /// <summary>The versions that TCPRoutes are served in.</summary>
    public string TcpRouteVersions { get; set; } = "v1alpha2";

    public KubernetesSource Source { get; }

    /// <summary>The newest state that was published.</summary>
    public MeshSnapshot? Mesh { get; private set; }

    /// <summary>A cluster with the namespace shop, all definitions, the service catalog and its pod; nothing reads it yet.</summary>
    public static async Task<ClusterFixture> CreateAsync(bool hasDefinitions = true)
    {
        var cluster = new ClusterFixture(await ApiServerStub.StartAsync());
        if (hasDefinitions)
            await cluster.DefineAsync();
        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"} }""");
        await cluster.ApplyAsync("""{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "labels": {"topology.kubernetes.io/zone": "z1"} }, "spec": {"podCIDRs": ["10.1.0.0/24"]} }""");
        await cluster.ServiceAsync("catalog", "10.96.7.1");
        await cluster.PodAsync("catalog-1", "10.1.0.1");
        await cluster.SliceAsync("catalog", "10.1.0.1");
        return cluster;
    }

    public async Task<ClusterFixture> StartAsync()
    {
        _running = Task.Run(() => Source.RunAsync(_stop.Token));
        Mesh = await _recorder.NextAsync();
        return this;
    }

    /// <summary>The definitions of our kinds, as they are installed, and of the Gateway API's as far as the stub looks at them.</summary>
    public async Task DefineAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "charts/crds"), "*.yaml"))
            await ApplyAsync(KubernetesJson.Serialize(KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(file))));
        foreach (var (kind, versions) in new[] { ("HTTPRoute", "v1"), ("TCPRoute", TcpRouteVersions) })
        {
            var plural = kind.ToLowerInvariant() + "s";
            await ApplyAsync($$"""
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "{{plural}}.gateway.networking.k8s.io"},
                 "spec": {"group": "gateway.networking.k8s.io", "scope": "Namespaced", "names": {"kind": "{{kind}}", "plural": "{{plural}}"},
                          "versions": [{{string.Join(',', versions.Split(' ').Select(version => $$"""{"name": "{{version}}", "served": true, "subresources": {"status": {} } }"""))}}]} }
                """);
        }
    }

    public Task ApplyAsync(string json) => Server.ApplyAsync(json);

    public Task ServiceAsync(string name, string address, string more = "") => ApplyAsync($$"""
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "{{name}}", "namespace": "shop"},
         "spec": {"clusterIP": "{{address}}", "clusterIPs": ["{{address}}"], "selector": {"app": "{{name}}"}, "ports": [{"name": "http", "port": 80, "targetPort": "http"}] {{more}} } }
        """);

    public Task PodAsync(string name, string address, string account = "catalog", bool hasProxy = true) => ApplyAsync($$"""
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "{{name}}", "namespace": "shop", "labels": {"app": "catalog" {{(hasProxy ? ", \"meshctl.dev/injected\": \"true\"" : "")}} } },
         "spec": {"serviceAccountName": "{{account}}", "nodeName": "n1", "containers": []},
         "status": {"phase": "Running", "podIPs": [{"ip": "{{address}}"}], "initContainerStatuses": [{"name": "mesh-proxy", "started": true}]} }
        """);

    public Task SliceAsync(string service, params string[] addresses) => ApplyAsync($$"""
        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": {"name": "{{service}}-1", "namespace": "shop", "labels": {"kubernetes.io/service-name": "{{service}}"} },
         "addressType": "IPv4", "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
         "endpoints": [{{string.Join(',', addresses.Select(address => $$"""{"addresses": ["{{address}}"], "nodeName": "n1", "conditions": {"ready": true} }"""))}}] }
        """);

    public Task RouteAsync(string name, string rule, string parent = """{"group": "", "kind": "Service", "name": "catalog"}""") => ApplyAsync($$"""
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "{{name}}", "namespace": "shop"}, "spec": {"parentRefs": [{{parent}}], "rules": [{{rule}}]} }
        """);

    /// <summary>Waits until the newest state is as wanted.</summary>
    public async Task UntilAsync(Func<MeshSnapshot, bool> condition, string what)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                while (_recorder.Count > 0)
                    Mesh = await _recorder.NextAsync();
                return condition(Mesh!);
            },
            what);
    }

    public static T? Resolve<T>(MeshSnapshot mesh, string type, string name, string asker = "catalog-1")
        where T : Google.Protobuf.IMessage, new() => mesh.Resolve(type, name, new ProxyView(new("shop", asker), "shop")) is { } found ? found.Body.Unpack<T>() : default;

    public static string[] Endpoints(MeshSnapshot mesh, string backend) =>
        [.. Resolve<Envoy.Config.Endpoint.V3.ClusterLoadAssignment>(mesh, ResourceTypes.Endpoints, backend)?.Endpoints
            .SelectMany(locality => locality.LbEndpoints).Select(endpoint => endpoint.Endpoint.Address.SocketAddress.Address) ?? []];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        await Server.DisposeAsync();
        _stop.Dispose();
    }
}
