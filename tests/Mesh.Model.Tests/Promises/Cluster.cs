using System.Net;
using System.Text.Json;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Mesh.Api.Objects;
using Mesh.Api.Problems;
using Mesh.Api.Resources;
using Mesh.Conventions;
using Mesh.Model.Snapshots;
using Mesh.Protos.Extensions.V1;

namespace Mesh.Model.Tests.Promises;

/// <summary>A small cluster: the service <c>shop/catalog</c>, as a test wants it, its endpoints, pods a1 and a2 on nodes a, and b1 on node b.</summary>
internal sealed class Cluster
{
    private readonly List<MeshResource> _resources =
    [
        Pod("a1", "10.1.0.1", "a", "zone-a"), Pod("a2", "10.1.0.2", "a", "zone-a"), Pod("b1", "10.1.1.1", "b", "zone-b"), Pod("client", "10.1.0.9", "a", "zone-a"),
    ];

    /// <summary>The service's <c>spec</c>, JSON.</summary>
    public Cluster Service(string spec) => Add("v1", "Service", "catalog", $$"""{ "metadata": {"name": "catalog", "namespace": "shop"}, "spec": {{spec}} }""");

    /// <summary>A slice of the service: its endpoints, JSON, and its ports.</summary>
    public Cluster Slice(string endpoints, string ports = """[{"name": "http", "port": 8080}]""", string family = "IPv4", string name = "catalog-1") => Add(
        "discovery.k8s.io/v1", "EndpointSlice", name,
        $$"""{ "metadata": {"name": "{{name}}", "namespace": "shop", "labels": {"kubernetes.io/service-name": "catalog"} }, "addressType": "{{family}}", "endpoints": {{endpoints}}, "ports": {{ports}} }""");

    public Cluster Add(string apiVersion, string kind, string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        var reading = ObjectReader.Read(apiVersion, kind, document.RootElement);
        Assert.True(reading.Resource is not null, $"{name}: {string.Join('\n', reading.Problems)}");
        _resources.Add(reading.Resource);
        return this;
    }

    public Cluster With(WorkloadEntry workload)
    {
        _resources.RemoveAll(known => known is WorkloadEntry && known.Name == workload.Name);
        _resources.Add(workload);
        return this;
    }

    public MeshSnapshot Compile(params string[] networks) => MeshCompiler.Compile(
        ClusterResources.Combine(_resources), new CompileOptions { NamesServices = false, Networks = [.. networks.Select(network => IPNetwork.Parse(network))] });

    /// <summary>The endpoints of <c>catalog.shop:80</c> as a pod gets them, comma between them.</summary>
    public string Endpoints(string client = "client", int port = 80) => string.Join(
        ',', Assignment(client, port).Endpoints.SelectMany(locality => locality.LbEndpoints).Select(endpoint => AddressOf(endpoint)));

    /// <summary>How each endpoint is reached: <c>address transport identity</c>.</summary>
    public IEnumerable<string> Transports() => Assignment("client", 80).Endpoints.SelectMany(locality => locality.LbEndpoints).Select(endpoint =>
    {
        var info = endpoint.Metadata.TypedFilterMetadata[ExtensionNames.EndpointMetadata].Unpack<EndpointInfo>();
        return $"{AddressOf(endpoint)} {info.Transport} {info.Identities.SingleOrDefault()}".TrimEnd();
    });

    /// <summary>The listener of an address; null when the address is nobody's.</summary>
    public Listener? Listener(string address) => Compile().Resolve(ResourceTypes.Listener, address, View("client"))?.Body.Unpack<Listener>();

    public Workload Self(string name) => Compile().Resolve(ResourceTypes.Workload, ResourceTypes.SelfName, View(name))!.Body.Unpack<Workload>();

    public static WorkloadEntry Pod(string name, string address, string node, string zone, bool hasProxy = true) => new(
        new ObjectMeta(new("shop", name)), ResourceOrigin.None, [.. address.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)])
    {
        IsPod = true,
        HasProxy = hasProxy,
        Node = node,
        Zone = zone,
        ServiceAccount = "catalog",
    };

    public static ProxyView View(string client) => new(new("shop", client), "shop");

    private ClusterLoadAssignment Assignment(string client, int port) =>
        Compile().Resolve(ResourceTypes.Endpoints, $"catalog.shop:{port}", View(client))!.Body.Unpack<ClusterLoadAssignment>();

    private static string AddressOf(LbEndpoint endpoint)
    {
        var address = endpoint.Endpoint.Address.SocketAddress;
        return new IPEndPoint(IPAddress.Parse(address.Address), (int)address.PortValue).ToString();
    }
}
