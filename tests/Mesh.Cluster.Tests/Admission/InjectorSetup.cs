using System.Net;
using k8s;
using k8s.Models;
using Mesh.Cluster.Tests.Clusters;
using Mesh.Injection.Settings;
using Mesh.Injector.Serving;
using Mesh.TestKit;

namespace Mesh.Cluster.Tests.Admission;

/// <summary>How the injector is set up, without images and pods.</summary>
internal static class InjectorSetup
{
    /// <summary>The webhooks of tests/cluster/manifests.</summary>
    public static V1MutatingWebhookConfiguration Webhooks()
    {
        var manifest = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests/cluster/manifests/mesh-system.yaml"));
        var document = manifest.Split("\n---\n").Single(text => text.Contains("kind: MutatingWebhookConfiguration", StringComparison.Ordinal));
        return KubernetesYaml.Deserialize<V1MutatingWebhookConfiguration>(document);
    }

    /// <summary>An injector in this process, where the cluster reaches it.</summary>
    public static InjectorOptions Options(TestCluster cluster) => new()
    {
        Injection = new InjectionOptions
        {
            ProxyImage = "localhost/mesh-proxy:dev", InitImage = "localhost/mesh-proxyinit:dev", TrustDomain = "cluster.local",
            CertAuthority = "ca:15013", ControlPlane = "cp:15012", SystemNamespace = "mesh-system",
        },
        Kubeconfig = cluster.Kubeconfig,
        Listen = new(cluster.Host, 0),
        MetricsListen = new(IPAddress.Loopback, 0),
    };
}
