using Mesh.Injection.Decisions;
using Mesh.Injection.Tests.Fakes;

namespace Mesh.Injection.Tests.Decisions;

public sealed class ConflictsTests
{
    [Theory]
    [InlineData("""{"containers": [{"name": "mesh-proxy"}]}""", "spec.containers[0]: the name mesh-proxy belongs to the mesh")]
    [InlineData("""{"containers": [], "initContainers": [{"name": "x"}, {"name": "mesh-init"}]}""", "spec.initContainers[1]: the name mesh-init")]
    [InlineData("""{"containers": [], "volumes": [{"name": "mesh-token"}]}""", "spec.volumes: the name mesh-token")]
    [InlineData("""{"containers": [{"name": "a", "ports": [{"containerPort": 15001}]}]}""", "spec.containers[0]: the proxy listens on port 15001")]
    [InlineData("""{"containers": [{"name": "a", "securityContext": {"runAsUser": 1337}}]}""", "spec.containers[0].securityContext.runAsUser: 1337 is the proxy's")]
    [InlineData("""{"containers": [{"name": "a"}], "securityContext": {"runAsGroup": 1337}}""", "spec.securityContext.runAsGroup: 1337")]
    public void What_belongs_to_the_mesh_is_refused(string spec, string expected)
    {
        var result = Samples.Injector.Inject(Samples.Parse($$"""{"metadata": {}, "spec": {{spec}}}"""), Samples.Enabled);
        Assert.Equal((InjectionOutcome.Conflict, false, true), (result.Outcome, result.IsAllowed, result.Patch.IsEmpty));
        Assert.StartsWith(expected, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_conflicts_are_named()
    {
        var pod = Samples.Parse("""{"spec": {"containers": [{"name": "mesh-init", "ports": [{"containerPort": 15020}]}], "volumes": [{"name": "mesh-root"}]}}""");
        var message = Samples.Injector.Inject(pod, Samples.Enabled).Message;
        Assert.All(["the name mesh-init", "port 15020", "the name mesh-root"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
