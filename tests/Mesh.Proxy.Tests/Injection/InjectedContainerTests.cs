using System.Text.Json.Nodes;
using Mesh.Injection;
using Mesh.Injection.Decisions;
using Mesh.Injection.Settings;
using Mesh.Proxy.Probes;
using Mesh.Proxy.Runtime;

namespace Mesh.Proxy.Tests.Injection;

/// <summary>What the injector writes is what this program understands.</summary>
public class InjectedContainerTests
{
    private readonly JsonNode _container = Inject();

    [Fact]
    public void Arguments_are_understood()
    {
        var parser = new ProxyOptionsParser();
        var arguments = _container["args"]!.AsArray().Select(argument => ((string)argument!)
            .Replace("$(POD_NAMESPACE)", "shop", StringComparison.Ordinal).Replace("$(POD_NAME)", "web-1", StringComparison.Ordinal)
            .Replace("$(POD_IPS)", "10.0.0.7,fd00::7", StringComparison.Ordinal).Replace("/etc/resolv.conf", "10.96.0.10:53", StringComparison.Ordinal));

        var options = parser.Parse([.. arguments]);

        Assert.Empty(parser.Errors);
        Assert.Equal(("shop/web-1", 2, "mesh-ca.mesh-system.svc:15013"), (options!.Workload, options.Addresses.Count, options.CertAuthority.ToString()));
        Assert.Equal((LogLevel.Debug, TimeSpan.FromSeconds(5)), (options.LogLevel, options.DrainDeadline));
    }

    [Fact]
    public void Probes_are_understood()
    {
        var variable = _container["env"]!.AsArray().Single(entry => (string)entry!["name"]! == "MESH_APP_PROBES")!["value"]!;
        var probes = AppProbeReader.Read((string)variable!);
        Assert.Equal(["web/livez", "web/prestop", "web/readyz", "web/startupz"], probes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([AppProbeKind.Tcp, AppProbeKind.Http, AppProbeKind.Https, AppProbeKind.Grpc], probes.OrderBy(probe => probe.Key, StringComparer.Ordinal).Select(probe => probe.Value.Kind));
    }

    private static JsonNode Inject()
    {
        var pod = JsonNode.Parse("""
            {
              "metadata": {"annotations": {"config.meshctl.dev/log-level": "debug", "config.meshctl.dev/drain-deadline": "5s"}},
              "spec": {"containers": [{
                "name": "web",
                "livenessProbe": {"tcpSocket": {"port": 80}},
                "readinessProbe": {"httpGet": {"port": 80, "path": "/$(x)", "scheme": "HTTPS", "httpHeaders": [{"name": "Host", "value": "a"}]}},
                "startupProbe": {"grpc": {"port": 80}},
                "lifecycle": {"preStop": {"httpGet": {"port": 80}}}
              }]}
            }
            """)!.AsObject();
        var injector = new PodInjector(new InjectionOptions
        {
            ProxyImage = "p", InitImage = "i", TrustDomain = "cluster.local", SystemNamespace = "mesh-system",
            CertAuthority = "mesh-ca.mesh-system.svc:15013", ControlPlane = "mesh-controlplane.mesh-system.svc:15012",
        });
        var result = injector.Inject(pod, new NamespaceFacts("shop", new Dictionary<string, string> { ["meshctl.dev/inject"] = "enabled" }, new Dictionary<string, string>()));
        return result.Patch.ToJson().Single(operation => (string)operation!["path"]! == "/spec/initContainers")!["value"]![1]!;
    }
}
