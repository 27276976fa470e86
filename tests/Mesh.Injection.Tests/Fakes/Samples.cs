using Mesh.Injection.Decisions;
using Mesh.Injection.Settings;
using System.Text.Json.Nodes;

namespace Mesh.Injection.Tests.Fakes;

internal static class Samples
{
    public static readonly InjectionOptions Options = new()
    {
        ProxyImage = "localhost/mesh-proxy:dev",
        InitImage = "localhost/mesh-proxyinit:dev",
        TrustDomain = "cluster.local",
        CertAuthority = "mesh-ca.mesh-system.svc:15013",
        ControlPlane = "mesh-controlplane.mesh-system.svc:15012",
        SystemNamespace = "mesh-system",
    };

    public static readonly NamespaceFacts Enabled = Namespace("shop", ("meshctl.dev/inject", "enabled"));

    public static PodInjector Injector => new(Options);

    public static NamespaceFacts Namespace(string name, params (string Key, string Value)[] annotations) =>
        new(name, annotations.ToDictionary(a => a.Key, a => a.Value), new Dictionary<string, string>());

    public static JsonObject Pod(params (string Key, string Value)[] annotations)
    {
        var pod = Parse("""{"metadata": {"name": "web-1"}, "spec": {"containers": [{"name": "web", "image": "web:1"}]}}""");
        if (annotations.Length > 0)
            pod["metadata"]!["annotations"] = new JsonObject(annotations.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value)));
        return pod;
    }

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
