using System.Text.Json;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;
using Mesh.ControlPlane.Sources.Kubernetes;
using Mesh.Conventions;
using Mesh.Hosting.Kubernetes;
using Mesh.Hosting.Kubernetes.Informers;
using Mesh.Model.Snapshots;
using Mesh.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Cluster.Tests.Sources;

/// <summary>The control plane reads a cluster, and writes into it what became of it.</summary>
public sealed class SourceTests : ClusterTest
{
    private const string GatewayApi = "gateway.networking.k8s.io";

    private readonly CancellationTokenSource _stop = new();
    private readonly NewestMesh _mesh = new();
    private Task _running = Task.CompletedTask;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "charts/crds"), "*.yaml"))
            await Cluster.DefineAsync(KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(file)));
        await Cluster.DefineAsync(Samples.Definition(GatewayApi, "HTTPRoute", "v1"));
        var patience = new InformerOptions { FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(200), AbsentRetry = TimeSpan.FromMilliseconds(200) };
        var source = new KubernetesSource(
            new ApiCalls(Client), patience, new ClusterSettings("cluster.local", []), _mesh, NullLogger<KubernetesSource>.Instance, new Random(1), TimeProvider.System);
        _running = Task.Run(() => source.RunAsync(_stop.Token));
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_service_with_a_slice_and_a_pod_is_served_until_it_is_deleted()
    {
        var service = await Client.CoreV1.CreateNamespacedServiceAsync(Samples.Service("catalog"), Place);
        await SliceAsync("192.0.2.1");
        await RunningAsync("catalog-1", "192.0.2.1");
        var listener = $"{service.Spec.ClusterIP}:80";
        await UntilAsync(() => Endpoints().SequenceEqual(["192.0.2.1"]) && Resolve<Listener>(ResourceTypes.Listener, listener) is not null, "the service");
        await UntilAsync(() => _mesh.Newest!.Workloads.ContainsKey(new(Place, "catalog-1")), "the workload");

        await Client.DiscoveryV1.PatchNamespacedEndpointSliceAsync(
            new V1Patch("""{"endpoints":[{"addresses":["192.0.2.1"]},{"addresses":["192.0.2.2"]}]}""", V1Patch.PatchType.MergePatch), "catalog-1", Place);
        await UntilAsync(() => Endpoints().Order().SequenceEqual(["192.0.2.1", "192.0.2.2"]), "the second endpoint");

        await Client.CoreV1.PatchNamespacedPodStatusAsync(new V1Patch("""{"status":{"phase":"Succeeded"}}""", V1Patch.PatchType.MergePatch), "catalog-1", Place);
        await UntilAsync(() => !_mesh.Newest!.Workloads.ContainsKey(new(Place, "catalog-1")), "the workload's end");

        await Client.CoreV1.DeleteNamespacedServiceAsync("catalog", Place);
        await UntilAsync(() => Resolve<Listener>(ResourceTypes.Listener, listener) is null, "the service's end");
    }

    [Fact]
    public async Task Routes_are_told_what_became_of_them()
    {
        await Client.CoreV1.CreateNamespacedServiceAsync(Samples.Service("catalog"), Place);
        await RouteAsync("good", "catalog", "catalog");
        await RouteAsync("nowhere", "catalog", "gone");
        await RouteAsync("lost", "other", "catalog");

        await StatedAsync("good", "Accepted=True Accepted", "ResolvedRefs=True ResolvedRefs");
        await StatedAsync("nowhere", "Accepted=True Accepted", "ResolvedRefs=False BackendNotFound");
        await StatedAsync("lost", "Accepted=False NoMatchingParent", "ResolvedRefs=True ResolvedRefs");

        await Client.CoreV1.CreateNamespacedServiceAsync(Samples.Service("gone"), Place);
        await StatedAsync("nowhere", "Accepted=True Accepted", "ResolvedRefs=True ResolvedRefs");
    }

    [Fact]
    public async Task Our_own_kinds_are_told_too()
    {
        const string Ours = "meshctl.dev";
        var policy = Samples.Json("""{"apiVersion":"meshctl.dev/v1alpha1","kind":"PeerAuthentication","metadata":{"name":"strict"},"spec":{"mtls":{"mode":"STRICT"}}}""");
        await Client.CustomObjects.CreateNamespacedCustomObjectAsync(policy, Ours, "v1alpha1", Place, "peerauthentications");

        await Eventually.TrueAsync(
            async () => Conditions(((JsonElement)await Client.CustomObjects.GetNamespacedCustomObjectAsync(Ours, "v1alpha1", Place, "peerauthentications", "strict")).Field("status"))
                .SequenceEqual(["Accepted=True Accepted"]),
            "its condition");
    }

    private Task<V1EndpointSlice> SliceAsync(params string[] addresses) => Client.DiscoveryV1.CreateNamespacedEndpointSliceAsync(
        new V1EndpointSlice
        {
            Metadata = new V1ObjectMeta { Name = "catalog-1", Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = "catalog" } },
            AddressType = "IPv4",
            Ports = [new Discoveryv1EndpointPort { Name = "http", Port = 8080, Protocol = "TCP" }],
            Endpoints = [.. addresses.Select(address => new V1Endpoint { Addresses = [address] })],
        },
        Place);

    private async Task RunningAsync(string name, string address)
    {
        await Client.CoreV1.CreateNamespacedPodAsync(Samples.Pod(name), Place);
        await Client.CoreV1.PatchNamespacedPodStatusAsync(
            new V1Patch($$$"""{"status":{"phase":"Running","podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}]}}""", V1Patch.PatchType.MergePatch), name, Place);
    }

    private Task<object> RouteAsync(string name, string parent, string backend)
    {
        var route = Samples.Json($$$"""
            {"apiVersion":"{{{GatewayApi}}}/v1","kind":"HTTPRoute","metadata":{"name":"{{{name}}}"},
             "spec":{"parentRefs":[{"group":"","kind":"Service","name":"{{{parent}}}"}],"rules":[{"backendRefs":[{"name":"{{{backend}}}","port":80}]}]}}
            """);
        return Client.CustomObjects.CreateNamespacedCustomObjectAsync(route, GatewayApi, "v1", Place, "httproutes");
    }

    private async Task StatedAsync(string name, params string[] expected)
    {
        string[] stated = [];
        await Eventually.TrueAsync(
            async () =>
            {
                var route = (JsonElement)await Client.CustomObjects.GetNamespacedCustomObjectAsync(GatewayApi, "v1", Place, "httproutes", name);
                stated = [.. route.Field("status").Items("parents").SelectMany(Conditions)];
                return stated.SequenceEqual(expected);
            },
            $"the status of {name}, which is {string.Join(", ", stated)}");
    }

    private static IEnumerable<string> Conditions(JsonElement status) =>
        status.Items("conditions").Select(condition => $"{condition.Text("type")}={condition.Text("status")} {condition.Text("reason")}");

    private Task UntilAsync(Func<bool> condition, string what) => Eventually.TrueAsync(() => _mesh.Newest is not null && condition(), what);

    private T? Resolve<T>(string type, string name)
        where T : Google.Protobuf.IMessage, new() =>
        _mesh.Newest!.Resolve(type, name, new ProxyView(new(Place, "catalog-1"), Place)) is { } found ? found.Body.Unpack<T>() : default;

    private string[] Endpoints() =>
        [.. Resolve<ClusterLoadAssignment>(ResourceTypes.Endpoints, $"catalog.{Place}:80")?.Endpoints
            .SelectMany(locality => locality.LbEndpoints).Select(endpoint => endpoint.Endpoint.Address.SocketAddress.Address) ?? []];
}
