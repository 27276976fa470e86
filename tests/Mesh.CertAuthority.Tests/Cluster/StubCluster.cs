using k8s;
using Mesh.ApiStub;

namespace Mesh.CertAuthority.Tests.Cluster;

internal static class StubCluster
{
    public static k8s.Kubernetes Connect(this ApiServerStub server) => new(new KubernetesClientConfiguration { Host = server.Address.ToString() });

    public static string Namespace(string name, string metadata = "") =>
        $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"{{{metadata}}}}}""";

    public static string? RootOf(this ApiServerStub server, string place) =>
        (string?)server.Find("v1", "ConfigMap", place, "mesh-root")?["data"]?["root.pem"];
}
