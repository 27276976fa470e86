using k8s;
using Mesh.ApiStub;

namespace Mesh.Hosting.Tests.Kubernetes.Stub;

internal static class StubClient
{
    public static k8s.Kubernetes Of(ApiServerStub server) => new(new KubernetesClientConfiguration { Host = server.Address.ToString() });
}
