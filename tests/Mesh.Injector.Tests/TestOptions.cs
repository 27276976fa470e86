using Mesh.Injection.Settings;
using Mesh.Injector.Serving;

namespace Mesh.Injector.Tests;

internal static class TestOptions
{
    public static readonly InjectionOptions Injection = new()
    {
        ProxyImage = "localhost/mesh-proxy:dev", InitImage = "localhost/mesh-proxyinit:dev", TrustDomain = "cluster.local",
        CertAuthority = "ca:15013", ControlPlane = "cp:15012", SystemNamespace = "mesh-system",
    };

    public static InjectorOptions WithKubeconfig(string path) => new()
    {
        Injection = Injection, Kubeconfig = path, Listen = new(System.Net.IPAddress.Loopback, 0), MetricsListen = new(System.Net.IPAddress.Loopback, 0),
    };
}
