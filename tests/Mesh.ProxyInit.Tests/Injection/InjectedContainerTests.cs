using System.Text.Json.Nodes;
using Mesh.Injection;
using Mesh.Injection.Decisions;
using Mesh.Injection.Settings;
using Mesh.ProxyInit.Options;

namespace Mesh.ProxyInit.Tests.Injection;

/// <summary>What the injector writes is what this program understands.</summary>
public class InjectedContainerTests
{
    [Fact]
    public void Settings_become_options()
    {
        var request = Read(
            ("include-inbound-ports", "80,8000-8100"), ("exclude-inbound-ports", "9090"), ("include-inbound-cidrs", "10.0.0.0/8"), ("exclude-inbound-cidrs", "10.1.0.0/16"),
            ("include-outbound-ports", "1-5000"), ("exclude-outbound-ports", "3306"), ("include-outbound-cidrs", "10.0.0.0/8,fd00::/8"), ("exclude-outbound-cidrs", "10.2.3.4"), ("capture-dns", "enabled"));

        Assert.Equal(InitAction.Apply, request.Action);
        Assert.True(request.Validate);
        var capture = request.Capture;
        Assert.True(capture.CaptureDns);
        Assert.Equal((2, 1, 1, 1), (capture.InboundPorts.Included.Count, capture.InboundPorts.Excluded.Count, capture.OutboundPorts.Included.Count, capture.OutboundPorts.Excluded.Count));
        Assert.Equal(1337u, capture.ProxyUid);
    }

    [Fact]
    public void Without_settings_everything_but_dns_is_captured()
    {
        var capture = Read().Capture;
        Assert.False(capture.CaptureDns);
        Assert.Empty(capture.InboundPorts.Excluded);
        Assert.True(capture.OutboundDestinations.IncludesAll);
    }

    private static InitRequest Read(params (string Name, string Value)[] settings)
    {
        var pod = JsonNode.Parse("""{"metadata": {}, "spec": {"containers": [{"name": "web"}]}}""")!.AsObject();
        pod["metadata"]!["annotations"] = new JsonObject(settings.Select(setting => KeyValuePair.Create<string, JsonNode?>($"config.meshctl.dev/{setting.Name}", setting.Value)));
        var injector = new PodInjector(new InjectionOptions
        {
            ProxyImage = "p", InitImage = "i", TrustDomain = "cluster.local", SystemNamespace = "mesh-system", CertAuthority = "a:1", ControlPlane = "b:2",
        });
        var result = injector.Inject(pod, new NamespaceFacts("shop", new Dictionary<string, string> { ["meshctl.dev/inject"] = "enabled" }, new Dictionary<string, string>()));
        Assert.Equal("injected", result.Message);
        var container = result.Patch.ToJson().Single(operation => (string)operation!["path"]! == "/spec/initContainers")!["value"]![0]!;
        var request = OptionsReader.Read([.. container["args"]!.AsArray().Select(argument => (string)argument!)], out var errors);
        Assert.Empty(errors);
        return request;
    }
}
