using System.Text.Json.Nodes;
using Mesh.Injection.Decisions;
using Mesh.Injection.Tests.Fakes;

namespace Mesh.Injection.Tests.Probes;

public sealed class AppProbesTests
{
    [Theory]
    [InlineData("""{"httpGet": {"port": 8080}}""", """{"httpGet": {"port": 8080, "path": "/", "scheme": "HTTP"}, "timeoutSeconds": 1}""")]
    [InlineData("""{"httpGet": {"port": "web", "path": "/a?b=c", "scheme": "HTTPS", "httpHeaders": [{"name": "Host", "value": "x"}]}, "timeoutSeconds": 5}""",
        """{"httpGet": {"port": 8081, "path": "/a?b=c", "scheme": "HTTPS", "headers": [{"name": "Host", "value": "x"}]}, "timeoutSeconds": 5}""")]
    [InlineData("""{"tcpSocket": {"port": "6379"}}""", """{"tcpSocket": {"port": 6379}, "timeoutSeconds": 1}""")]
    [InlineData("""{"grpc": {"port": 9000, "service": "s"}}""", """{"grpc": {"port": 9000, "service": "s"}, "timeoutSeconds": 1}""")]
    [InlineData("""{"grpc": {"port": 9000}}""", """{"grpc": {"port": 9000, "service": ""}, "timeoutSeconds": 1}""")]
    public void The_proxy_is_told_the_original_probe(string probe, string expected)
    {
        var injected = Inject(probe);
        var told = Samples.Parse(Variable(injected)!)["web/readyz"];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), told), told?.ToJsonString());
        Assert.Equal("/app-health/web/readyz", Probe(injected)!["httpGet"]!["path"]!.GetValue<string>());
        Assert.Equal(15020, Probe(injected)!["httpGet"]!["port"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"exec": {"command": ["true"]}}""")]
    [InlineData("""{"httpGet": {"port": 80, "host": "example.org"}}""")]
    [InlineData("""{"tcpSocket": {"port": 80, "host": "192.0.2.1"}}""")]
    [InlineData("{}")]
    public void Commands_and_other_hosts_stay(string probe)
    {
        var injected = Inject(probe);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(probe), Probe(injected)));
        Assert.Null(Variable(injected));
    }

    [Fact]
    public void Http_hooks_are_made_by_the_proxy_and_commands_stay()
    {
        var pod = Samples.Parse("""{"spec": {"containers": [{"name": "web", "lifecycle": {"preStop": {"httpGet": {"port": 8080, "path": "/bye"}}, "postStart": {"exec": {"command": ["true"]}}}}]}}""");

        var injected = PatchedDocument.Apply(pod, Samples.Injector.Inject(pod, Samples.Enabled).Patch);

        var lifecycle = injected["spec"]!["containers"]![0]!["lifecycle"]!;
        Assert.Equal("""{"httpGet":{"path":"/app-health/web/prestop","port":15020,"scheme":"HTTP"}}""", lifecycle["preStop"]!.ToJsonString());
        Assert.Equal("""{"exec":{"command":["true"]}}""", lifecycle["postStart"]!.ToJsonString());
        Assert.Equal("""{"web/prestop":{"httpGet":{"port":8080,"path":"/bye","scheme":"HTTP"},"timeoutSeconds":3600}}""", Variable(injected));
    }

    [Fact]
    public void Timing_stays_with_the_kubelet()
    {
        var probe = Probe(Inject("""{"tcpSocket": {"port": 1}, "initialDelaySeconds": 7, "periodSeconds": 3, "failureThreshold": 9, "terminationGracePeriodSeconds": 4}"""))!;
        Assert.Equal((7, 3, 9, 4), (Number("initialDelaySeconds"), Number("periodSeconds"), Number("failureThreshold"), Number("terminationGracePeriodSeconds")));
        Assert.Null(probe["tcpSocket"]);

        int Number(string name) => probe[name]!.GetValue<int>();
    }

    [Theory]
    [InlineData("""{"tcpSocket": {"port": "redis"}}""", "names port 'redis', which the container does not declare")]
    [InlineData("""{"tcpSocket": {"port": 0}}""", "spec.containers[0].readinessProbe.tcpSocket.port is not a port")]
    [InlineData("""{"tcpSocket": {}}""", "port is not a port")]
    [InlineData("""{"tcpSocket": []}""", "is not an object")]
    [InlineData("""{"httpGet": {"port": 1, "httpHeaders": [1]}}""", "httpHeaders[0] is not an object")]
    public void Probes_that_cannot_be_made_are_refused(string probe, string expected)
    {
        var result = Samples.Injector.Inject(Pod(probe), Samples.Enabled);
        Assert.Equal(InjectionOutcome.Malformed, result.Outcome);
        Assert.Contains(expected, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kubelet_finds_nothing_to_expand_in_the_variable()
    {
        var variable = Variable(Inject("""{"httpGet": {"port": 1, "path": "/$(POD_NAME)$$"}}"""))!;
        Assert.DoesNotContain('$', variable);
        Assert.Equal("/$(POD_NAME)$$", JsonNode.Parse(variable)!["web/readyz"]!["httpGet"]!["path"]!.GetValue<string>());
    }

    private static JsonObject Pod(string probe) =>
        Samples.Parse($$"""{"spec": {"containers": [{"name": "web", "ports": [{"name": "web", "containerPort": 8081}], "readinessProbe": {{probe}} }]} }""");

    private static JsonObject Inject(string probe)
    {
        var pod = Pod(probe);
        var result = Samples.Injector.Inject(pod, Samples.Enabled);
        Assert.Equal("injected", result.Message);
        return PatchedDocument.Apply(pod, result.Patch);
    }

    private static JsonNode? Probe(JsonObject pod) => pod["spec"]!["containers"]![0]!["readinessProbe"];

    private static string? Variable(JsonObject pod) =>
        pod["spec"]!["initContainers"]![1]!["env"]!.AsArray().FirstOrDefault(e => e!["name"]!.GetValue<string>() == "MESH_APP_PROBES")?["value"]!.GetValue<string>();
}
