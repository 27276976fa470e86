using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Injection.Decisions;
using Mesh.Injection.Tests.Fakes;

namespace Mesh.Injection.Tests.Patching;

public sealed class InjectionPropertyTests
{
    private static readonly string[] Kinds = ["livenessProbe", "readinessProbe", "startupProbe"];

    // Members that a pod may lack, may have as null, or may have with something in them.
    private static readonly Gen<JsonObject> Pods =
        from labels in Maybe("""{"app": "web"}""")
        from annotations in Maybe("""{"a": "b"}""")
        from metadata in Gen.Elements(true, true, true, false)
        from volumes in Maybe("[]", """[{"name": "data", "emptyDir": {}}]""")
        from first in Maybe("[]", """[{"name": "migrate", "image": "m"}]""", """[{"name": "a"}, {"name": "b", "restartPolicy": "Always", "startupProbe": {"tcpSocket": {"port": 1}}}]""")
        from containers in Container.ListOf().Where(list => list.Count > 0)
        select Build(metadata, labels, annotations, volumes, first, containers);

    private static Gen<string> Container =>
        from kind in Gen.Elements(Kinds)
        from probe in Gen.Elements("null", "{}", """{"exec": {"command": ["true"]}}""", """{"httpGet": {"port": 80}, "periodSeconds": 3}""",
            """{"tcpSocket": {"port": "web"}}""", """{"grpc": {"port": 9000}}""", """{"httpGet": {"port": 80, "host": "example.org"}}""")
        select $$"""{"image": "i", "ports": [{"name": "web", "containerPort": 8080}], "{{kind}}": {{probe}}}""";

    [Fact]
    public void The_patch_fits_every_pod_and_applying_it_twice_is_applying_it_once() => Prop.ForAll(Pods.ToArbitrary(), pod =>
    {
        var result = Samples.Injector.Inject(pod, Samples.Enabled);
        Assert.Equal(InjectionOutcome.Injected, result.Outcome);
        var injected = PatchedDocument.Apply(pod, result.Patch);

        var again = Samples.Injector.Inject(injected, Samples.Enabled);

        Assert.Equal((InjectionOutcome.AlreadyInjected, true), (again.Outcome, again.Patch.IsEmpty));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_the_user_wrote_stays_in_its_order() => Prop.ForAll(Pods.ToArbitrary(), pod =>
    {
        var before = pod.DeepClone().AsObject();
        var injected = PatchedDocument.Apply(pod, Samples.Injector.Inject(pod, Samples.Enabled).Patch);

        Assert.True(JsonNode.DeepEquals(before, pod));
        Assert.Equal(["mesh-init", "mesh-proxy", .. Names(before, "initContainers")], Names(injected, "initContainers"));
        Assert.Equal(Names(before, "containers"), Names(injected, "containers"));
        Assert.Equal([.. Names(before, "volumes"), "mesh-token", "mesh-root", "mesh-state"], Names(injected, "volumes"));
        foreach (var (label, value) in before["metadata"]?["labels"]?.AsObject() ?? [])
            Assert.True(JsonNode.DeepEquals(value, injected["metadata"]!["labels"]![label]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_that_parses_as_an_object_is_a_crash() => Prop.ForAll(Gen.Elements("metadata", "spec", "labels", "annotations", "containers", "initContainers", "volumes", "ports", "readinessProbe", "securityContext")
        .SelectMany(member => Gen.Elements("1", "\"a\"", "[]", "{}", "[1]", "[[]]", "{\"a\": 1}", "true", "null").Select(value => (member, value))).ToArbitrary(), sample =>
    {
        var pod = Samples.Parse("""{"metadata": {"labels": {}, "annotations": {}}, "spec": {"containers": [{"name": "web", "ports": [], "readinessProbe": {}, "securityContext": {}}]}}""");
        var (member, value) = sample;
        foreach (var holder in new JsonNode?[] { pod, pod["metadata"], pod["spec"], pod["spec"]!["containers"]![0] })
            holder![member] = JsonNode.Parse(value);

        Assert.NotNull(Samples.Injector.Inject(pod, Samples.Enabled).Message);
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<string> Names(JsonObject pod, string list) =>
        pod["spec"]![list]?.AsArray().Select(item => item!["name"]!.GetValue<string>()) ?? [];

    private static Gen<string?> Maybe(params string[] values) => Gen.Elements<string?>([null, "null", .. values]);

    private static JsonObject Build(bool metadata, string? labels, string? annotations, string? volumes, string? first, IEnumerable<string> containers)
    {
        var pod = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray([.. containers.Select(Named)]) } };
        Set(pod["spec"]!, "volumes", volumes);
        Set(pod["spec"]!, "initContainers", first);
        if (metadata)
            pod["metadata"] = new JsonObject();
        if (metadata)
            Set(pod["metadata"]!, "labels", labels);
        if (metadata)
            Set(pod["metadata"]!, "annotations", annotations);
        return pod;
    }

    private static JsonNode Named(string container, int at)
    {
        var parsed = Samples.Parse(container);
        parsed["name"] = $"c{at}";
        return parsed;
    }

    private static void Set(JsonNode holder, string member, string? json)
    {
        if (json is not null)
            holder[member] = JsonNode.Parse(json);
    }
}
