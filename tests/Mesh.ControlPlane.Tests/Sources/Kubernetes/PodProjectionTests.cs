using System.Text.Json;
using Mesh.Api.Resources;
using Mesh.ControlPlane.Sources.Kubernetes.Objects;
using Mesh.Hosting.Kubernetes;

namespace Mesh.ControlPlane.Tests.Sources.Kubernetes;

public sealed class PodProjectionTests
{
    private const string Injected = """ "labels": {"meshctl.dev/injected": "true"} """;
    private const string Plain = """ "labels": {"app": "web"} """;

    [Fact]
    public void A_pod_is_a_workload()
    {
        var pod = Workload(Project("""
            {"metadata": {"name": "web-0", "namespace": "shop", "labels": {"app": "web"}, "annotations": {"large": "text"}},
             "spec": {"serviceAccountName": "web", "nodeName": "n1",
                      "initContainers": [{"name": "side", "ports": [{"name": "admin", "containerPort": 9000}]}],
                      "containers": [{"name": "a", "ports": [{"name": "http", "containerPort": 8080}, {"name": "dns", "containerPort": 53, "protocol": "UDP"}, {"containerPort": 1}]}]},
             "status": {"podIP": "10.1.0.1", "podIPs": [{"ip": "10.1.0.1"}, {"ip": "fd00::1"}]}}
            """));

        Assert.Equal("shop/web-0 web n1 10.1.0.1,fd00::1", $"{pod.Name} {pod.ServiceAccount} {pod.Node} {string.Join(',', pod.Addresses)}");
        Assert.Equal(["admin=9000", "http=8080"], pod.Ports.Select(port => $"{port.Key}={port.Value}"));
        Assert.Equal("web", pod.Metadata.Labels["app"]);
        Assert.Empty(pod.Metadata.Annotations);
        Assert.False(pod.HasProxy);
    }

    [Theory]
    [InlineData("8443=v2,80=v1", "80=V1 8443=V2")]
    [InlineData("v2", "")]
    public void Its_application_may_want_the_PROXY_protocol(string annotation, string expected)
    {
        static string Json(string value) =>
            """{"metadata": {"name": "a", "namespace": "b", "annotations": {"config.meshctl.dev/proxy-protocol": "VALUE"}}, "spec": {}}""".Replace("VALUE", value, StringComparison.Ordinal);
        var pod = Project(Json(annotation));
        Assert.Equal(expected, string.Join(' ', Workload(pod).ProxyProtocols.Select(port => $"{port.Key}={port.Value}")));
        Assert.False(pod!.Equals(Project(Json("81=v1"))));
    }

    [Fact]
    public void A_pod_on_its_hosts_network_is_none() =>
        Assert.Null(Project("""{"metadata": {"name": "a", "namespace": "b"}, "spec": {"hostNetwork": true}, "status": {"podIPs": [{"ip": "192.0.2.1"}]}}"""));

    [Theory]
    [InlineData(Plain, """{"name": "mesh-proxy", "started": true, "ready": true}""", false)]
    [InlineData(Injected, "", false)]
    [InlineData(Injected, """{"name": "mesh-proxy", "started": false, "ready": false, "restartCount": 0}""", false)]
    [InlineData(Injected, """{"name": "other", "started": true}""", false)]
    [InlineData(Injected, """{"name": "mesh-proxy", "started": true, "ready": false}""", true)]
    [InlineData(Injected, """{"name": "mesh-proxy", "started": false, "ready": false, "restartCount": 1}""", true)]
    public void It_takes_tunnels_once_its_proxy_started(string labels, string status, bool expected) =>
        Assert.Equal(expected, Workload(Project(Pod(labels, status))).HasProxy);

    [Fact]
    public void It_takes_tunnels_until_it_is_gone_whatever_its_proxy_does()
    {
        var started = Project(Pod(Injected, """{"name": "mesh-proxy", "started": true}"""));

        Assert.True(Workload(Project(Pod(Injected, """{"name": "mesh-proxy", "started": false}"""), started)).HasProxy);
        Assert.False(Workload(Project(Pod(Plain, ""), started)).HasProxy);
    }

    [Theory]
    [InlineData("""{"metadata": {"name": "a", "namespace": "b", "annotations": {"x": "y"}}, "spec": {}, "status": {"conditions": [{}]}}""", true)]
    [InlineData("""{"metadata": {"name": "a", "namespace": "b"}, "spec": {}, "status": {"podIPs": [{"ip": "10.1.0.1"}]}}""", false)]
    [InlineData("""{"metadata": {"name": "a", "namespace": "b", "labels": {"x": "y"}}, "spec": {}}""", false)]
    [InlineData("""{"metadata": {"name": "a", "namespace": "b"}, "spec": {"nodeName": "n"}}""", false)]
    public void Only_what_is_used_makes_a_difference(string json, bool isSame)
    {
        var before = Project("""{"metadata": {"name": "a", "namespace": "b"}, "spec": {}}""");

        Assert.Equal(isSame, before!.Equals(Project(json)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"spec": {"serviceAccountName": ""}}""")]
    [InlineData("""{"spec": [], "status": "x", "metadata": {"labels": []}}""")]
    [InlineData("""{"spec": {"containers": [7]}, "status": {"podIPs": [{"ip": "ten"}, {}, null]}}""")]
    public void What_is_not_as_expected_is_as_if_it_were_not_there(string json) => Assert.Equal(("default", 0), (Workload(Project(json)).ServiceAccount, Workload(Project(json)).Addresses.Length));

    private static string Pod(string labels, string status) =>
        $$"""{"metadata": {"name": "a", "namespace": "b", {{labels}} }, "spec": {}, "status": {"initContainerStatuses": [{{status}}]} }""";

    private static WorkloadEntry Workload(ClusterObject? projected) => Assert.IsType<WorkloadEntry>(projected?.Resource);

    private static ClusterObject? Project(string json, ClusterObject? previous = null)
    {
        using var document = JsonDocument.Parse(json);
        return PodProjection.Project(new ObjectKey("shop", "web-0"), document.RootElement, previous);
    }
}
